#!/usr/bin/env bash
# Runs files/bootstrap.sh against a stand-in for curl that keeps the state of a
# log cluster in files. No cluster, no network.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0 cases=0

# The other end: answers as OpenSearch does, one state folder per case. Files in
# it: nodes (a count per line, the last one stays), seen, busy, and one file per
# object that was written.
mkdir "$work/bin"
cat >"$work/bin/curl" <<'CURL'
#!/usr/bin/env bash
set -euo pipefail
method= out= data= url=
while [ $# -gt 0 ]; do
  case $1 in
  --request) method=$2; shift ;;
  --output) out=$2; shift ;;
  --data-binary) data=${2#@}; shift ;;
  --config) auth=$2; shift ;;
  --cacert | --write-out | --max-time | --connect-timeout | -H) shift ;;
  http*) url=$1 ;;
  esac
  shift
done
path=/${url#*//*/}
printf '%s %s\n' "$method" "$path" >>"$STATE/calls"
reply() { printf '%s' "$2" >"$out"; printf '%s' "$1"; exit 0; }
grep -q '^user = "admin:p\\"q"$' "$auth" || reply 401 Unauthorized
object() { # NAME METHOD-TO-CREATE: an object with a version
  local file=$STATE/$1 seq
  seq=$(cat "$file.seq" 2>/dev/null || echo 0)
  if [ "$method" = GET ]; then
    [ -e "$file" ] || reply 404 '{"status":404}'
    reply 200 "{\"_seq_no\":$seq,\"_primary_term\":1,\"object\":$(tr -d '\n' <"$file")}"
  fi
  if [ -e "$file" ]; then
    [ "$method" = PUT ] && [[ $path == *"?if_seq_no=$seq&if_primary_term=1" ]] || reply 409 '{"status":409}'
  else
    [ "$method" = "$2" ] || reply 405 '{"status":405}'
  fi
  cp "$data" "$file"
  echo $((seq + 1)) >"$file.seq"
  reply 201 "{\"_seq_no\":$((seq + 1))}"
}
case $path in
/_cluster/health*)
  n=$(head -1 "$STATE/nodes")
  [ "$(wc -l <"$STATE/nodes")" -le 1 ] || sed -i 1d "$STATE/nodes"
  [ "$n" != down ] || { echo 'curl: (7) refused' >&2; printf 000; exit 7; }
  if [ "$n" -ge 3 ]; then reply 200 "{\"timed_out\":false,\"number_of_nodes\":$n}"; fi
  reply 408 "{\"timed_out\":true,\"number_of_nodes\":$n}"
  ;;
/_snapshot/logs-s3)
  if [ "$(cat "$STATE/busy" 2>/dev/null || echo 0)" -gt 0 ]; then
    echo $(($(cat "$STATE/busy") - 1)) >"$STATE/busy"
    reply 500 '{"error":{"reason":"trying to modify or unregister repository that is currently used"}}'
  fi
  cp "$data" "$STATE/repository"
  reply 200 '{"acknowledged":true}'
  ;;
/_snapshot/logs-s3/_verify)
  list=
  for i in $(seq "$(cat "$STATE/seen" 2>/dev/null || echo 3)"); do list+=",\"id$i\":{\"name\":\"n$i\"}"; done
  reply 200 "{\"nodes\":{${list#,}}}"
  ;;
/_plugins/_notifications/configs*)
  if [ "$method" = GET ]; then
    [ -e "$STATE/channel" ] || reply 404 '{"status":404}'
    reply 200 "$(cat "$STATE/channel")"
  fi
  [ -e "$STATE/channel" ] && want=PUT || want=POST
  [ "$method" = "$want" ] || reply 409 '{"status":409}'
  cp "$data" "$STATE/channel"
  reply 200 '{"config_id":"log-lifecycle"}'
  ;;
/_plugins/_ism/policies/logs-retention*) object ism PUT ;;
/_plugins/_sm/policies/logs-retention*) object sm POST ;;
/_resolve/index/logs-*) reply 200 "{\"indices\":[$(cat "$STATE/indexes" 2>/dev/null || true)],\"aliases\":[],\"data_streams\":[]}" ;;
/_plugins/_ism/add/*) reply 200 '{"updated_indices":0,"failures":false}' ;;
/_plugins/_ism/change_policy/*)
  [ -e "$STATE/indexes" ] || reply 400 '{"error":{"reason":"Validation Failed: 1: no documents to get;"},"status":400}'
  reply 200 '{"updated_indices":1,"failures":false}'
  ;;
/_index_template/logs-template)
  cp "$data" "$STATE/template"
  reply 200 '{"acknowledged":true}'
  ;;
esac
reply 400 '{"status":400}'
CURL
chmod +x "$work/bin/curl"

new() { STATE=$work/$1; mkdir "$STATE"; echo "${2:-3}" >"$STATE/nodes"; }
run() { # EXPECTED-CODE [ENV...]
  local want=$1 got=0
  shift
  : >"$STATE/calls"
  env PATH="$work/bin:$PATH" STATE="$STATE" OS_URL=https://opensearch.test:9200 OS_CA=/dev/null \
    OS_USER=admin OS_PASS='p"q' EXPECTED_NODES=3 PAUSE=0 WAIT_SECONDS=5 "$@" \
    bash "$here/../files/bootstrap.sh" >"$STATE/log" 2>&1 || got=$?
  is "exit code of $STATE" "$want" "$got"
}
is() {
  cases=$((cases + 1))
  [ "$2" = "$3" ] || {
    failed=$((failed + 1))
    printf 'not as expected: %s\n  want: %s\n  got:  %s\n' "$1" "$2" "$3"
    sed 's/^/  log: /' "$STATE/log"
  }
}
calls() { grep -c -- "$1" "$STATE/calls" || true; }

new fresh
run 0
is 'order of what is written' \
  '/_snapshot/logs-s3 /_snapshot/logs-s3/_verify /_plugins/_notifications/configs /_plugins/_ism/policies/logs-retention /_index_template/logs-template /_plugins/_sm/policies/logs-retention ' \
  "$(grep -v ^GET "$STATE/calls" | cut -d' ' -f2 | tr '\n' ' ')"
is 'the revision is filled in' 0 "$(cat "$STATE/ism" "$STATE/sm" "$STATE/channel" | grep -c REVISION || true)"
is 'no key reaches the repository settings' 0 "$(grep -c -E 'access_key|secret_key' "$STATE/repository" || true)"
is 'without an index nothing is adopted' 0 "$(calls '_ism/[ac]')"
echo '{"name":"logs-2026.11.22"}' >"$STATE/indexes"
run 0
is 'indexes that came in between are adopted' 1 "$(calls '_ism/add')"
is 'a second run writes no policy' 0 "$(calls 'P[A-Z]* /_plugins/_[is]s*m/policies')"
is 'a second run changes no index' 0 "$(calls change_policy)"

mkdir "$work/files"
cp "$here"/../files/*.json "$work/files"
sed -i 's/"14d"/"15d"/' "$work/files/ism-policy.json"
run 0 FILES="$work/files"
is 'a changed policy is written over its version' 1 "$(calls 'PUT /_plugins/_ism/policies/logs-retention?if_seq_no=1&if_primary_term=1')"
is 'and reaches the indexes that it manages' 1 "$(calls change_policy)"
is 'the other policy stays' 1 "$(cat "$STATE/sm.seq")"

new late $'down\n1\n2\n3'
run 0
new lonely 1
run 1 WAIT_SECONDS=0
is 'a node by itself registers nothing' 0 "$(grep -c -v '^GET /_cluster/health' "$STATE/calls" || true)"
new crowd 4
run 1 WAIT_SECONDS=0
is 'a node too many registers nothing' 0 "$(calls _snapshot)"
new blind
echo 2 >"$STATE/seen"
run 1
is 'two of three nodes are not enough' 0 "$(calls _index_template)"
new busy
echo 2 >"$STATE/busy"
run 0
new stranger
run 1 OS_PASS=wrong WAIT_SECONDS=0

echo "bootstrap: $cases checks, $failed failed"
[ "$failed" = 0 ]
