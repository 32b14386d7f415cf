#!/usr/bin/env bash
# backup-s3.sh against a real S3 server (SeaweedFS) over TLS with a CA of our own, on loopback.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

for tool in weed aws openssl jq curl; do
    command -v $tool >/dev/null 2>&1 || {
        echo "backup-s3-server: skipped, no $tool on PATH"
        report
        exit
    }
done

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test-ca -keyout "$T/ca.key" -out "$T/ca.crt" 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj /CN=s3 -keyout "$T/s3.key" -out "$T/s3.csr" 2>/dev/null
openssl x509 -req -in "$T/s3.csr" -CA "$T/ca.crt" -CAkey "$T/ca.key" -CAcreateserial -days 2 -out "$T/s3.crt" \
    -extfile <(printf 'subjectAltName=IP:127.0.0.1') 2>/dev/null
access=test$RANDOM secret=test$RANDOM$RANDOM$RANDOM
cat >"$T/s3.json" <<JSON
{"identities": [{"name": "test", "credentials": [{"accessKey": "$access", "secretKey": "$secret"}], "actions": ["Admin"]}]}
JSON
base=$((20000 + RANDOM % 8000))
mkdir "$T/data"
weed server -dir="$T/data" -ip=127.0.0.1 -ip.bind=127.0.0.1 -master.telemetry=false -volume.max=200 -master.volumeSizeLimitMB=64 \
    -master.port=$base -volume.port=$((base + 1)) -filer -filer.port=$((base + 2)) \
    -s3 -s3.port=$((base + 3)) -s3.config="$T/s3.json" -s3.cert.file="$T/s3.crt" -s3.key.file="$T/s3.key" \
    >"$T/weed.log" 2>&1 &
weed_pid=$!
cleanup() {
    kill $weed_pid 2>/dev/null
    wait $weed_pid 2>/dev/null
    rm -rf "$T"
}
export AWS_ACCESS_KEY_ID=$access AWS_SECRET_ACCESS_KEY=$secret AWS_CA_BUNDLE=$T/ca.crt AWS_DEFAULT_REGION=us-east-1
export AWS_REQUEST_CHECKSUM_CALCULATION=when_required AWS_RESPONSE_CHECKSUM_VALIDATION=when_required
export AWS_EC2_METADATA_DISABLED=true
export CONFORM_S3_ENDPOINT=https://127.0.0.1:$((base + 3)) CONFORM_BACKUP_BUCKET=stack-backups
a() { aws --endpoint-url "$CONFORM_S3_ENDPOINT" "$@"; }
b() { "$SCRIPTS/backup-s3.sh" "$@"; }

for _ in $(seq 60); do
    a s3api create-bucket --bucket stack-backups >/dev/null 2>&1 && break
    kill -0 $weed_pid 2>/dev/null || break
    sleep 0.5
done
for bucket in thanos opensearch-logs longhorn-backups restored; do a s3api create-bucket --bucket $bucket >/dev/null 2>&1; done
t 'server is up' 0 a s3api head-bucket --bucket thanos

# Something of each kind: many small keys, odd names, an empty object, one uploaded in parts.
mkdir -p "$T/src/thanos/01ABC/chunks" "$T/src/logs/cluster/indices/x y" "$T/src/vol/196-central/backupstore"
for i in $(seq 9); do printf 'block %s' "$i" >"$T/src/thanos/01ABC/chunks/$(printf %06d "$i")"; done
printf '{}' >"$T/src/thanos/01ABC/meta.json"
printf 'index' >"$T/src/logs/cluster/index-7"
printf 'odd' >"$T/src/logs/cluster/indices/x y/a+b=c&d'e,f"
: >"$T/src/logs/cluster/empty"
head -c 12000000 /dev/urandom >"$T/src/vol/196-central/backupstore/big.blk" # over 8 MB: the client uploads parts
a s3 sync "$T/src/thanos" s3://thanos --quiet
a s3 sync "$T/src/logs" s3://opensearch-logs --quiet
a s3 sync "$T/src/vol" s3://longhorn-backups --quiet
day=2026-01-02

t 'dry run' 0 b backup --date $day --dry-run
has 'would copy 10 objects'
same 'dry run writes nothing' None "$(a s3api list-objects-v2 --bucket stack-backups --query 'Contents[].Key' --output text)"
t 'verify before any copy' 4 b verify --date $day
has 'no finished copy'
t 'backup' 0 b backup --date $day
has 'thanos: 10 objects'
has '(0 by size alone)'
has 'longhorn-backups: 1 objects, 12000000 bytes copied and compared'
lacks "$secret"
t 'backup again' 0 b backup --date $day
has 'finished already, nothing to do'
t 'verify' 0 b verify --date $day
has 'opensearch-logs: the copy of 2026-01-02 is whole, 3 objects'
t 'verify deep' 0 b verify --date $day --deep
has '10 read and compared'
t 'list' 0 b list
has '2026-01-02 thanos: finished, 10 objects'

t 'restore into what is not empty' 4 b restore --date $day --source thanos --to s3://thanos
t 'restore into the backup bucket' 4 b restore --date $day --source thanos --to s3://stack-backups/x
t 'restore dry run' 0 b restore --date $day --source thanos --to s3://restored/t --dry-run
t 'restore to an empty prefix' 0 b restore --date $day --source thanos --to s3://restored/t
has 'restored 10 objects'
for pair in opensearch-logs:logs longhorn-backups:vol; do
    t "restore ${pair%%:*}" 0 b restore --date $day --source "${pair%%:*}" --to "s3://restored/${pair##*:}"
done
a s3 sync s3://restored "$T/back" --quiet
mv "$T/back/t" "$T/back/thanos"
holds 'restored bytes are the ones backed up' diff -r "$T/src" "$T/back"
printf 'changed' | a s3 cp - s3://restored/t/01ABC/meta.json --quiet
printf 'foreign' | a s3 cp - s3://restored/t/foreign --quiet
t 'restore over a changed object' 0 b restore --date $day --source thanos --to s3://restored/t --force
same 'restored over' '{}' "$(a s3 cp s3://restored/t/01ABC/meta.json - 2>/dev/null)"
same 'foreign object kept' foreign "$(a s3 cp s3://restored/t/foreign - 2>/dev/null)"

printf 'xx' | a s3 cp - s3://stack-backups/$day/thanos/01ABC/meta.json --quiet
t 'verify sees same size, other content' 1 b verify --date $day --source thanos
has '01ABC/meta.json'
t 'a damaged copy is not restored' 1 b restore --date $day --source thanos --to s3://restored/never
a s3 rm s3://stack-backups/$day/opensearch-logs/cluster/index-7 --quiet
t 'verify sees a lost object' 1 b verify --date $day --source opensearch-logs
has 'cluster/index-7'
same 'sources untouched' 10 "$(a s3api list-objects-v2 --bucket thanos --query 'length(Contents)' --output text)"

# An unfinished copy is continued, and follows what the source lost meanwhile.
printf 'stale' | a s3 cp - s3://stack-backups/2026-01-03/opensearch-logs/gone --quiet
t 'unfinished copy is continued' 0 b backup --date 2026-01-03 --source opensearch-logs
t 'and is whole' 0 b verify --date 2026-01-03 --source opensearch-logs --deep

# Lifecycle: foreign rules stay, the former configuration is saved, a second run does nothing.
cat >"$T/foreign.json" <<'JSON'
{"Rules": [{"ID": "tmp", "Status": "Enabled", "Filter": {"Prefix": "tmp/"}, "Expiration": {"Days": 3}}]}
JSON
a s3api put-bucket-lifecycle-configuration --bucket stack-backups --lifecycle-configuration "file://$T/foreign.json"
rules() { a s3api get-bucket-lifecycle-configuration --bucket stack-backups --output json 2>/dev/null | jq -r '[.Rules[] | "\(.ID)=\(.Expiration.Days)"] | sort | join(" ")'; }
t 'lifecycle dry run' 0 b lifecycle --dry-run
same 'lifecycle dry run changes nothing' 'tmp=3' "$(rules)"
t 'lifecycle' 0 b lifecycle --save-dir "$T/saved"
has '1 other rules kept'
same 'both rules' 'conform-backup-180d=180 tmp=3' "$(rules)"
t 'lifecycle again' 0 b lifecycle --save-dir "$T/saved"
has 'nothing to do'
same 'one configuration saved' 1 "$(find "$T/saved" -name '*.json' | wc -l | tr -d ' ')"
t 'lifecycle undo' 0 b lifecycle --undo "$(find "$T/saved" -name '*.json')" --save-dir "$T/saved2"
same 'as before' 'tmp=3' "$(rules)"
for bucket in thanos opensearch-logs longhorn-backups; do
    t "lifecycle on $bucket" 4 b lifecycle --bucket $bucket
    OUT=$(a s3api get-bucket-lifecycle-configuration --bucket $bucket 2>&1)
    has NoSuchLifecycleConfiguration
done
t 'lifecycle elsewhere' 4 b lifecycle --bucket restored

# What goes wrong is said.
t 'no such bucket' 4 env CONFORM_BACKUP_BUCKET=nowhere "$SCRIPTS/backup-s3.sh" list
has 'bucket nowhere'
t 'wrong key' 4 env AWS_SECRET_ACCESS_KEY=wrong "$SCRIPTS/backup-s3.sh" verify --date $day
t 'unknown CA' 4 env AWS_CA_BUNDLE= "$SCRIPTS/backup-s3.sh" list
report
