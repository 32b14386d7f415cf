#!/usr/bin/env bash
# Brings the log cluster's rules to what the JSON files beside this script say:
# snapshot repository, error channel, ISM policy, index template, Snapshot
# Management policy, in this order. Safe to run again; what is current stays
# untouched. It waits for every node first: a node that formed a cluster of its
# own must never register the repository of the others.
set -euo pipefail

: "${OS_URL:?}" "${OS_CA:?}" "${OS_USER:?}" "${OS_PASS:?}" "${EXPECTED_NODES:?}"
files=${FILES:-$(dirname "$0")}
wait_seconds=${WAIT_SECONDS:-5400}
pause=${PAUSE:-10}

repository=logs-s3
channel=log-lifecycle
policy=logs-retention
template=logs-template

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# curl reads the credentials from a file, so they show up in no process list.
quoted=${OS_PASS//\\/\\\\}
(umask 077 && printf 'user = "%s:%s"\n' "$OS_USER" "${quoted//\"/\\\"}" >"$work/auth")

say() { printf '%s %s\n' "$(date -u +%FT%TZ)" "$*"; }
die() {
  say "error: $*" >&2
  exit 1
}

# call METHOD PATH [BODY-FILE]: sets status (000 without an answer) and answer.
call() {
  local body=()
  [ $# -lt 3 ] || body=(-H 'Content-Type: application/json' --data-binary "@$3")
  status=$(curl --silent --show-error --connect-timeout 5 --max-time "${DEADLINE:-60}" \
    --cacert "$OS_CA" --config "$work/auth" --request "$1" \
    --output "$work/answer" --write-out '%{http_code}' \
    ${body[@]+"${body[@]}"} "$OS_URL$2" 2>"$work/curl") || status=000
  answer=$(cat "$work/answer" 2>/dev/null || true)
  [ "$status" != 000 ] || answer=$(cat "$work/curl")
  : >"$work/answer"
}

# expect WHAT: the last call must have succeeded.
expect() {
  case $status in
  200 | 201) ;;
  *) die "$1: HTTP $status: ${answer:0:1500}" ;;
  esac
}

# number FIELD: a top-level number of the last answer.
number() {
  [[ $answer =~ \"$1\":([0-9]+) ]] || die "no $1 in: ${answer:0:300}"
  printf %s "${BASH_REMATCH[1]}"
}

# revise FILE: a copy whose @REVISION@ names the content, so that an unchanged
# object is recognised by its description.
revise() {
  local sum
  sum=$(sha256sum <"$1")
  revision="rev-${sum:0:12}"
  sed "s/@REVISION@/$revision/" "$1" >"$work/body.json"
}

wait_for_nodes() {
  local end=$((SECONDS + wait_seconds)) last='' now
  while :; do
    call GET "/_cluster/health?wait_for_nodes=$EXPECTED_NODES&timeout=30s"
    if [ "$status" = 200 ] && [[ $answer == *'"timed_out":false'* ]] &&
      [ "$(number number_of_nodes)" = "$EXPECTED_NODES" ]; then
      say "cluster has $EXPECTED_NODES nodes"
      return
    fi
    now="HTTP $status: ${answer:0:200}"
    [ "$now" = "$last" ] || say "waiting for $EXPECTED_NODES nodes; $now"
    last=$now
    [ $SECONDS -lt $end ] || die "no cluster of $EXPECTED_NODES nodes within $wait_seconds s"
    sleep "$pause"
  done
}

# A repository cannot be changed while a snapshot runs in it, and a check can
# queue behind one: both are tried again.
register_repository() {
  local try seen
  for try in 1 2 3 4 5 6; do
    DEADLINE=180 call PUT "/_snapshot/$repository" "$files/repository.json"
    if [ "$status" = 200 ]; then
      DEADLINE=180 call POST "/_snapshot/$repository/_verify"
      seen=$(grep -o '"name"' <<<"$answer" | wc -l)
      if [ "$status" = 200 ] && [ "$seen" -eq "$EXPECTED_NODES" ]; then
        say "repository $repository: $seen nodes can write and read it"
        return
      fi
    fi
    say "repository $repository, attempt $try: HTTP $status: ${answer:0:1500}"
    sleep $((pause * 3))
  done
  die "repository $repository could not be registered and verified by $EXPECTED_NODES nodes"
}

write_channel() {
  revise "$files/error-channel.json"
  call GET "/_plugins/_notifications/configs/$channel"
  case $status in
  200)
    if [[ $answer == *"$revision"* ]]; then
      say "channel $channel: current"
      return
    fi
    call PUT "/_plugins/_notifications/configs/$channel" "$work/body.json"
    ;;
  404) call POST /_plugins/_notifications/configs "$work/body.json" ;;
  esac
  expect "channel $channel"
  say "channel $channel: written"
}

# upsert WHAT PATH METHOD-TO-CREATE FILE: sets changed to yes or no.
upsert() {
  revise "$4"
  call GET "$2"
  case $status in
  200)
    if [[ $answer == *"$revision"* ]]; then
      changed=no
      say "$1: current"
      return
    fi
    call PUT "$2?if_seq_no=$(number _seq_no)&if_primary_term=$(number _primary_term)" "$work/body.json"
    ;;
  404) call "$3" "$2" "$work/body.json" ;;
  esac
  expect "$1"
  changed=yes
  say "$1: written"
}

# Indexes older than the policy, or managed by an earlier edition of it, are not
# picked up by themselves. Both calls answer 200 for indexes they leave alone, but
# change_policy answers 400 where a pattern matches no index, as on a first start.
adopt_indexes() {
  local path try
  call GET '/_resolve/index/logs-*'
  expect "list of existing indexes"
  if [[ $answer == *'"indices":[]'* ]]; then
    say "ISM: no logs-* index yet"
    return
  fi
  printf '{"policy_id":"%s"}' "$policy" >"$work/adopt.json"
  for path in add change_policy; do
    [ "$path" = add ] || [ "$changed" = yes ] || continue
    for try in 1 2 3 4 5 6; do
      call POST "/_plugins/_ism/$path/logs-*" "$work/adopt.json"
      [ "$status" != 200 ] || continue 2
      say "ISM $path, attempt $try: HTTP $status: ${answer:0:300}"
      sleep "$pause"
    done
    expect "ISM $path on existing indexes"
  done
}

wait_for_nodes
register_repository
write_channel
upsert "ISM policy $policy" "/_plugins/_ism/policies/$policy" PUT "$files/ism-policy.json"
adopt_indexes
call PUT "/_index_template/$template" "$files/index-template.json"
expect "index template $template"
say "index template $template: written"
upsert "snapshot policy $policy" "/_plugins/_sm/policies/$policy" POST "$files/sm-policy.json"
say "done"
