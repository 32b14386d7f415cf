#!/usr/bin/env bash
# What backup-s3.sh refuses before it asks the server anything; the server is a fake that knows nothing.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

export CONFORM_TOPOLOGY=$T/topology.yaml AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=not-to-be-printed
cat >"$CONFORM_TOPOLOGY" <<'YAML'
clusters: []
s3:
  endpoint: https://127.0.0.1:1
  buckets:
    metrics: thanos
    logs: opensearch-logs
    volumes: longhorn-backups
    backup: stack-backups
YAML
touch "$T/ca.crt"
export AWS_CA_BUNDLE=$T/ca.crt
fake aws <<'SH'
case $* in
*get-bucket-lifecycle-configuration*)
    case ${FAKE_LIFECYCLE:-} in
    denied) echo 'An error occurred (AccessDenied) when calling …' >&2; exit 254 ;;
    none) echo 'An error occurred (NoSuchLifecycleConfiguration) when calling …' >&2; exit 254 ;;
    *) cat "$STATE" ;;
    esac
    ;;
*put-bucket-lifecycle-configuration*)
    # A store that takes a rule and keeps part of it: lab-measured on MinIO.
    file=${*: -1}
    if [ -n "${FAKE_DROPS:-}" ]; then jq '{Rules: [.Rules[] | select(.ID != "uploads")]}' "${file#file://}" >"$STATE"; else cp "${file#file://}" "$STATE"; fi
    ;;
esac
SH
export STATE=$T/lifecycle.json PATH=$T/bin:$PATH
b() { "$SCRIPTS/backup-s3.sh" "$@"; }
e() { env "$1" "$SCRIPTS/backup-s3.sh" "${@:2}"; }

t 'help' 0 b --help
t 'no command' 2 b
t 'unknown command' 2 b delete
t 'unknown option' 2 b backup --key x
t 'no date' 2 b verify
t 'bad date' 2 b verify --date yesterday
t 'unknown source' 2 b backup --source other
t 'restore without target' 2 b restore --date 2026-01-02 --source thanos
t 'restore of everything' 2 b restore --date 2026-01-02 --to s3://x
for bucket in thanos opensearch-logs longhorn-backups; do
    t "backups into $bucket" 4 e CONFORM_BACKUP_BUCKET=$bucket backup
    t "lifecycle on $bucket" 4 b lifecycle --bucket $bucket
    t "lifecycle on $bucket, named the backup bucket" 4 env CONFORM_BACKUP_BUCKET=$bucket CONFORM_BACKUP_SOURCES=other "$SCRIPTS/backup-s3.sh" lifecycle
done
t 'in the clear' 4 e CONFORM_S3_ENDPOINT=http://192.0.2.1:9000 backup
t 'no CA file' 4 e AWS_CA_BUNDLE=/nowhere backup
t 'no topology' 4 e CONFORM_TOPOLOGY=/nowhere lifecycle
echo 'clusters: []' >"$T/empty.yaml"
t 'topology without buckets' 4 env CONFORM_TOPOLOGY="$T/empty.yaml" CONFORM_S3_ENDPOINT=https://127.0.0.1:1 CONFORM_BACKUP_BUCKET=thanos "$SCRIPTS/backup-s3.sh" lifecycle
t 'no credentials' 4 env -u AWS_ACCESS_KEY_ID "$SCRIPTS/backup-s3.sh" backup
same 'nothing was asked of the server' '' "$(calls)"

if command -v jq >/dev/null 2>&1; then
    t 'lifecycle not readable' 1 e FAKE_LIFECYCLE=denied lifecycle
    has 'nothing was changed'
    OUT=$(calls)
    lacks put-bucket-lifecycle-configuration
    t 'none there, dry run' 0 e FAKE_LIFECYCLE=none lifecycle --dry-run
    has '"Days":180'
    cat >"$STATE" <<'JSON'
{"Rules": [{"ID": "uploads", "Status": "Enabled", "Filter": {"Prefix": ""}, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}},
           {"ID": "short", "Status": "Enabled", "Filter": {"Prefix": "a/"}, "Expiration": {"Days": 30}}]}
JSON
    cp "$STATE" "$T/before.json"
    forget
    t 'a store that drops a foreign rule' 1 e FAKE_DROPS=1 lifecycle --save-dir "$T/saved"
    has 'the former configuration was put back'
    has 'rule short of stack-backups expires objects earlier'
    same 'the former configuration is saved' 'short uploads' "$(jq -r '[.Rules[].ID] | sort | join(" ")' "$T"/saved/*.json)"
    OUT=$(calls)
    same 'given twice: ours, then the former one' 2 "$(grep -c put-bucket-lifecycle-configuration "$T/calls")"
    cp "$T/before.json" "$STATE"
    t 'lifecycle' 0 b lifecycle --save-dir "$T/saved2"
    same 'all three rules' 'conform-backup-180d short uploads' "$(jq -r '[.Rules[].ID] | sort | join(" ")' "$STATE")"
fi
OUT=$(calls)
lacks not-to-be-printed
report
