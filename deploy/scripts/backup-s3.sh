#!/usr/bin/env bash
# Copy the buckets of metrics, logs and volumes to a dated prefix of the backup bucket; verify and
# restore such copies; keep them for 180 days.
#
# usage: backup-s3.sh COMMAND [options]
#
#   backup                      copy every source bucket to BACKUP/<date>/<bucket>/ and write a manifest
#       --date YYYY-MM-DD       default: today (UTC)
#       --source BUCKET         only this one, may be repeated
#       --rounds N              copy again, at most N times, until a source stands still (default 3)
#   verify --date DATE          compare a copy with its manifest
#       --source BUCKET         only this one
#       --deep                  also read every object whose ETag proves nothing, and compare checksums
#   restore --date DATE --source BUCKET --to s3://BUCKET[/PREFIX]
#       --force                 even if the target is not empty (nothing in it is deleted)
#   lifecycle                   expire the backup bucket's objects after 180 days, other rules kept
#       --bucket BUCKET         refused for every bucket but the backup bucket
#       --undo FILE             put back a configuration that an earlier run saved
#       --save-dir DIR          where the former configuration is saved (default: .)
#   list                        the dates there are, and whether each is complete
#   --dry-run                   print what would be done, change nothing
#   --help
#
# Environment, never arguments:
#   AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE with AWS_SHARED_CREDENTIALS_FILE:
#       a user that reads the sources and writes the backup bucket, not the root user
#   AWS_CA_BUNDLE   file with the CA of the endpoint
#   CONFORM_S3_ENDPOINT, CONFORM_BACKUP_BUCKET, CONFORM_BACKUP_SOURCES ("a b c")
#       default: s3 of contracts/topology.yaml
#
# Run `backup` while no snapshot or backup is made or deleted: a source that does not stand still for
# a whole round is an error, its copy gets no manifest and counts for nothing. Every date is a full
# copy; a finished one is never written again.
# Lifecycle rules never go on a source: they would destroy the OpenSearch repository and Longhorn's
# backups and cut the metrics that are kept for good.
#
# exit: 0 ok, 1 failed, 2 usage, 4 refused (a precondition does not hold)
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

readonly RULE_ID=conform-backup-180d
readonly RULE_DAYS=180
export LC_ALL=C

command='' date='' to='' undo='' bucket='' save_dir=. rounds=3 force=false deep=false
only=()
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help)
        print_help
        exit 0
        ;;
    --date | --to | --undo | --bucket | --save-dir | --rounds)
        opt_value "$1" $#
        name=${1#--}
        printf -v "${name//-/_}" '%s' "$2"
        shift
        ;;
    --source)
        opt_value "$1" $#
        only+=("$2")
        shift
        ;;
    --force) force=true ;;
    --deep) deep=true ;;
    --dry-run) DRY_RUN=true ;;
    -*) usage_error "unknown option $1" ;;
    *)
        [ -z "$command" ] || usage_error "more than one command: $command and $1"
        command=$1
        ;;
    esac
    shift
done
case $command in
backup | verify | restore | lifecycle | list) ;;
'') usage_error "which command?" ;;
*) usage_error "unknown command $command" ;;
esac
if [ -z "$date" ] && [ "$command" = backup ]; then
    date=$(date -u +%F)
fi
case $command in
backup | verify | restore)
    [[ $date =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]] || usage_error "--date YYYY-MM-DD"
    ;;
esac
[[ $rounds =~ ^[1-9][0-9]?$ ]] || usage_error "--rounds takes a number from 1 to 99"

need_topology
endpoint=${CONFORM_S3_ENDPOINT:-$(topology_s3 endpoint)}
backup_bucket=${CONFORM_BACKUP_BUCKET:-$(topology_s3 backup)}
protected=("$(topology_s3 metrics)" "$(topology_s3 logs)" "$(topology_s3 volumes)")
read -r -a sources <<<"${CONFORM_BACKUP_SOURCES:-${protected[*]}}"
protected+=("${sources[@]}")
[[ -n $endpoint && -n $backup_bucket ]] ||
    die "$EX_REFUSED" "no S3 endpoint or backup bucket" "give s3.endpoint and s3.buckets.backup in $TOPOLOGY, or CONFORM_S3_ENDPOINT and CONFORM_BACKUP_BUCKET"
for bucket_name in "${protected[@]}"; do
    [ -n "$bucket_name" ] || die "$EX_REFUSED" "$TOPOLOGY does not name the buckets of metrics, logs and volumes" \
        "complete s3.buckets: without them nothing tells a bucket that must not expire"
done
is_protected() { printf '%s\n' "${protected[@]}" | grep -qxF "$1"; }
if is_protected "$backup_bucket"; then
    die "$EX_REFUSED" "the backup bucket is $backup_bucket, which is a source" "give the backups a bucket of their own"
fi
for source in ${only[@]+"${only[@]}"}; do
    printf '%s\n' "${sources[@]}" | grep -qxF "$source" || usage_error "no source bucket '$source'; there are: ${sources[*]}"
done
[ ${#only[@]} -eq 0 ] || sources=("${only[@]}")

need_tool aws "install the AWS CLI, version 1 or 2 (Debian: awscli)"
case $endpoint in
https://*)
    [ -n "${AWS_CA_BUNDLE:-}" ] || warn "AWS_CA_BUNDLE is not set: the endpoint's certificate must be signed by a public CA"
    [ -z "${AWS_CA_BUNDLE:-}" ] || [ -r "$AWS_CA_BUNDLE" ] || die "$EX_REFUSED" "cannot read AWS_CA_BUNDLE=$AWS_CA_BUNDLE" "name the PEM file of the endpoint's CA"
    ;;
http://127.* | http://localhost:* | http://\[::1\]:*) ;;
*) die "$EX_REFUSED" "endpoint $endpoint: keys and data would cross the network in the clear" "use https://" ;;
esac
[ -n "${AWS_ACCESS_KEY_ID:-}" ] || [ -n "${AWS_PROFILE:-}" ] || [ -n "${AWS_SHARED_CREDENTIALS_FILE:-}" ] || [ -r "$HOME/.aws/credentials" ] ||
    die "$EX_REFUSED" "no S3 credentials" "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"

umask 077
work=$(mktemp -d "${TMPDIR:-/tmp}/conform-backup.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# An endpoint by address needs path style; one CopyObject per object keeps its ETag comparable.
if [ -z "${AWS_CONFIG_FILE:-}" ]; then
    section=default
    [ -z "${AWS_PROFILE:-}" ] || [ "$AWS_PROFILE" = default ] || section="profile $AWS_PROFILE"
    printf '[%s]\ns3 =\n  addressing_style = path\n  multipart_threshold = 5GB\n  max_concurrent_requests = 10\n' "$section" >"$work/config"
    export AWS_CONFIG_FILE=$work/config
fi
export AWS_DEFAULT_REGION=${AWS_DEFAULT_REGION:-us-east-1} AWS_EC2_METADATA_DISABLED=true AWS_PAGER=
# S3-compatible stores do not all know the checksums that newer clients add by default.
export AWS_REQUEST_CHECKSUM_CALCULATION=${AWS_REQUEST_CHECKSUM_CALCULATION:-when_required}
export AWS_RESPONSE_CHECKSUM_VALIDATION=${AWS_RESPONSE_CHECKSUM_VALIDATION:-when_required}
s3() { aws --endpoint-url "$endpoint" s3 "$@"; }
s3api() { aws --endpoint-url "$endpoint" s3api "$@"; }

# --- listings ------------------------------------------------------------------------------------

need_bucket() {
    s3api head-bucket --bucket "$1" >/dev/null 2>"$work/err" ||
        die "$EX_REFUSED" "bucket $1 at $endpoint cannot be reached: $(grep -v '^$' "$work/err" | tail -n 1)" \
            "check endpoint, CA, credentials and that the bucket exists"
}

# listing BUCKET PREFIX FILE: lines "key size etag", tab separated, keys relative to PREFIX, sorted.
# Zero-byte "folders" are left out: the AWS CLI does not copy them.
listing() {
    # shellcheck disable=SC2016 # a JMESPath expression
    s3api list-objects-v2 --bucket "$1" --prefix "$2" --query 'Contents[].[Key,Size,ETag]' --output text \
        >"$work/raw" 2>"$work/err" ||
        die "$EX_FAILED" "cannot list s3://$1/$2: $(grep -v '^$' "$work/err" | tail -n 1)" "check the credentials' rights and the connection"
    awk -F '\t' -v OFS='\t' -v prefix="$2" '
        NF == 1 && ($1 == "None" || $1 == "") { next }
        NF != 3 { print "line " NR ": " $0 > "/dev/stderr"; bad = 1; exit 1 }
        $2 == 0 && $1 ~ /\/$/ { next }
        { gsub(/"/, "", $3); print substr($1, length(prefix) + 1), $2, $3 }
        END { if (bad) exit 1 }
    ' "$work/raw" >"$work/unsorted" || die "$EX_FAILED" "a key of s3://$1/$2 holds a tab or line break" "rename it"
    sort "$work/unsorted" >"$3"
}
totals() { awk -F '\t' '{ n++; b += $2 } END { printf "%d %.0f\n", n, b }' "$1"; }
sum_of() { sha256sum "$1" | cut -d ' ' -f 1; }

# compare WANTED FOUND: names differences, at most 20; an ETag of a multipart upload (with a dash)
# depends on how it was uploaded, so such objects are compared by size alone. Sets BY_SIZE.
compare() {
    local differences
    awk -F '\t' '
        NR == FNR { size[$1] = $2; etag[$1] = $3; next }
        !($1 in size) { print "not wanted: " $1; next }
        { seen[$1] = 1 }
        size[$1] != $2 { print "size " $2 " instead of " size[$1] ": " $1; next }
        etag[$1] ~ /-/ || $3 ~ /-/ { by_size++; next }
        etag[$1] != $3 { print "other content: " $1 }
        END {
            for (k in size) if (!(k in seen)) print "missing: " k
            print by_size + 0 > BY
        }
    ' BY="$work/by_size" "$1" "$2" | sort >"$work/differences"
    BY_SIZE=$(cat "$work/by_size")
    differences=$(wc -l <"$work/differences")
    [ "$differences" -eq 0 ] && return 0
    head -n 20 "$work/differences" | sed 's/^/  /' >&2
    [ "$differences" -le 20 ] || note "… and $((differences - 20)) more" >&2
    return 1
}

sync_prefix() { # FROM TO [OPTION...]
    local from=$1 to=$2
    shift 2
    s3 sync "$from" "$to" --only-show-errors --no-progress "$@" >"$work/out" 2>&1 || {
        sed 's/^/  /' "$work/out" >&2
        die "$EX_FAILED" "copying $from to $to failed" "see above; run the same command again, it continues"
    }
}

# --- manifest ------------------------------------------------------------------------------------
# <date>/_manifest/<bucket>.tsv   key, size, ETag of the source, ETag of the copy
# <date>/_manifest/<bucket>.done  written last: totals and the checksum of the .tsv
# A copy without .done is unfinished.

manifest_uri() { printf 's3://%s/%s/_manifest/%s.%s' "$backup_bucket" "$1" "$2" "$3"; }
has_object() { # BUCKET KEY
    if s3api head-object --bucket "$1" --key "$2" >/dev/null 2>"$work/err"; then return 0; fi
    grep -Eq '\((404|NoSuchKey)\)|Not Found' "$work/err" && return 1
    die "$EX_FAILED" "cannot read s3://$1/$2: $(grep -v '^$' "$work/err" | tail -n 1)" "check the credentials' rights and the connection"
}
is_done() { has_object "$backup_bucket" "$1/_manifest/$2.done"; }

fetch_manifest() { # DATE BUCKET: writes $work/manifest
    local wanted
    is_done "$1" "$2" || die "$EX_REFUSED" "there is no finished copy of $2 for $1" "$SCRIPT_NAME list shows what there is"
    s3 cp "$(manifest_uri "$1" "$2" tsv)" "$work/manifest" --only-show-errors
    s3 cp "$(manifest_uri "$1" "$2" "done")" "$work/done" --only-show-errors
    wanted=$(sed -n 's/^sha256=//p' "$work/done")
    [[ -n $wanted && $(sum_of "$work/manifest") == "$wanted" ]] ||
        die "$EX_FAILED" "the manifest of $2 for $1 does not have the checksum it was written with" "treat this copy as lost"
}

# --- commands ------------------------------------------------------------------------------------

backup_one() {
    local source=$1 prefix="$date/$1/" round objects bytes
    if is_done "$date" "$source"; then
        say "$source: the copy of $date is finished already, nothing to do"
        return 0
    fi
    listing "$source" '' "$work/before"
    read -r objects bytes < <(totals "$work/before")
    if [ "$DRY_RUN" = true ]; then
        say "$source: would copy $objects objects, $bytes bytes, to s3://$backup_bucket/$prefix and write its manifest"
        return 0
    fi
    listing "$backup_bucket" "$prefix" "$work/copy"
    if [ ! -s "$work/before" ] && [ -s "$work/copy" ]; then
        die "$EX_REFUSED" "$source is empty, and an unfinished copy of $date is not" "find out who emptied $source before backing it up again"
    fi
    say "$source: copying $objects objects, $bytes bytes"
    for ((round = 1; ; round++)); do
        # What a source lost since an unfinished run goes from the copy too: it mirrors one moment.
        sync_prefix "s3://$source" "s3://$backup_bucket/$prefix" --delete
        listing "$source" '' "$work/after"
        cmp -s "$work/before" "$work/after" && break
        [ $round -lt "$rounds" ] || die "$EX_FAILED" \
            "$source changed during each of $rounds rounds, so its copy is of no one moment and gets no manifest" \
            "run this while no snapshot or backup is made or deleted, or raise --rounds"
        note "it changed meanwhile: round $((round + 1))"
        mv "$work/after" "$work/before"
    done
    listing "$backup_bucket" "$prefix" "$work/copy"
    compare "$work/before" "$work/copy" ||
        die "$EX_FAILED" "the copy of $source differs from it" "run the same command again; if it stays, look at the objects above"
    join -t $'\t' -j 1 -o 1.1,1.2,1.3,2.3 <(sort -t $'\t' -k 1,1 "$work/before") <(sort -t $'\t' -k 1,1 "$work/copy") >"$work/manifest"
    read -r objects bytes < <(totals "$work/manifest")
    {
        printf 'version=1\nsource=%s\ndate=%s\nfinished=%s\n' "$source" "$date" "$(date -u +%FT%TZ)"
        printf 'objects=%s\nbytes=%s\nsha256=%s\n' "$objects" "$bytes" "$(sum_of "$work/manifest")"
    } >"$work/done"
    s3 cp "$work/manifest" "$(manifest_uri "$date" "$source" tsv)" --only-show-errors
    s3 cp "$work/done" "$(manifest_uri "$date" "$source" "done")" --only-show-errors
    say "$source: $objects objects, $bytes bytes copied and compared ($BY_SIZE by size alone)"
}

verify_one() { # SOURCE
    local objects bytes key checked=0
    fetch_manifest "$date" "$1"
    listing "$backup_bucket" "$date/$1/" "$work/copy"
    # The copy now against the copy then.
    awk -F '\t' -v OFS='\t' '{ print $1, $2, $4 }' "$work/manifest" >"$work/then"
    if ! cmp -s <(sort "$work/then") "$work/copy"; then
        compare_exact "$work/then" "$work/copy" >&2
        say "$1: the copy of $date is damaged"
        return 1
    fi
    if [ "$deep" = true ]; then
        while IFS=$'\t' read -r key _ etag <&3; do
            local sum
            sum=$(s3 cp "s3://$backup_bucket/$date/$1/$key" - | md5sum | cut -d ' ' -f 1)
            case $etag in
            *-*) # proves nothing itself: compare with the source, if it still has the object
                has_object "$1" "$key" || continue
                [ "$sum" = "$(s3 cp "s3://$1/$key" - | md5sum | cut -d ' ' -f 1)" ] || {
                    say "$1: other content than in the source: $key"
                    return 1
                }
                ;;
            *)
                [ "$sum" = "$etag" ] || {
                    say "$1: content does not match its ETag: $key"
                    return 1
                }
                ;;
            esac
            checked=$((checked + 1))
        done 3<"$work/then"
    fi
    read -r objects bytes < <(totals "$work/manifest")
    say "$1: the copy of $date is whole, $objects objects, $bytes bytes$([ "$deep" = false ] || printf ', %s read and compared' "$checked")"
}
compare_exact() {
    diff <(sort "$1") <(sort "$2") | awk -F '\t' '/^[<>]/ { print "  " (/^</ ? "manifest: " : "now:      ") substr($0, 3) }' | head -n 20 || true
}

restore() {
    local target=${to#s3://} target_bucket prefix='' found
    [ ${#only[@]} -eq 1 ] || usage_error "restore takes one --source"
    case $to in s3://?*) ;; *) usage_error "restore needs --to s3://BUCKET[/PREFIX]" ;; esac
    target_bucket=${target%%/*}
    case $target in */?*) prefix=${target#*/} prefix=${prefix%/}/ ;; esac
    [ "$target_bucket" != "$backup_bucket" ] ||
        die "$EX_REFUSED" "the target is the backup bucket" "restore to the source bucket or to a new one"
    need_bucket "$backup_bucket"
    need_bucket "$target_bucket"
    verify_one "${only[0]}" || die "$EX_FAILED" "a damaged copy is not restored" "choose another date: $SCRIPT_NAME list"
    listing "$target_bucket" "$prefix" "$work/target"
    if [ -s "$work/target" ]; then
        found=$(wc -l <"$work/target")
        [ "$force" = true ] || die "$EX_REFUSED" "s3://$target_bucket/$prefix holds $found objects" \
            "restore to an empty bucket or prefix, or add --force: objects of the same name are replaced, others stay"
        warn "s3://$target_bucket/$prefix holds $found objects; those of the same name are replaced, others stay"
    fi
    if [ "$DRY_RUN" = true ]; then
        say "would copy s3://$backup_bucket/$date/${only[0]}/ to s3://$target_bucket/$prefix"
        return 0
    fi
    # sync leaves an object of equal size and later date alone, so with --force every object is copied.
    if [ "$force" = true ] && [ -s "$work/target" ]; then
        s3 cp "s3://$backup_bucket/$date/${only[0]}/" "s3://$target_bucket/$prefix" --recursive --only-show-errors
    else
        sync_prefix "s3://$backup_bucket/$date/${only[0]}/" "s3://$target_bucket/$prefix"
    fi
    listing "$target_bucket" "$prefix" "$work/target"
    # Only what the manifest names; with --force there may be more.
    awk -F '\t' 'NR == FNR { k[$1] = 1; next } $1 in k' "$work/manifest" "$work/target" >"$work/restored"
    cut -f 1,2,4 "$work/manifest" >"$work/then"
    compare "$work/then" "$work/restored" ||
        die "$EX_FAILED" "what was restored differs from the copy" "run the same command again with --force"
    say "restored $(wc -l <"$work/restored") objects to s3://$target_bucket/$prefix ($BY_SIZE compared by size alone)"
    note "stop the writers of a bucket before, and start them after, a restore into it"
}

list_dates() {
    local prefixes day source
    # shellcheck disable=SC2016 # a JMESPath expression
    prefixes=$(s3api list-objects-v2 --bucket "$backup_bucket" --delimiter / --query 'CommonPrefixes[].Prefix' --output text |
        tr '\t' '\n' | grep -Ex '[0-9]{4}-[0-9]{2}-[0-9]{2}/' | sort -u || true)
    [ -n "$prefixes" ] || say "no copy in s3://$backup_bucket"
    for day in $prefixes; do
        day=${day%/}
        for source in "${sources[@]}"; do
            if is_done "$day" "$source"; then
                s3 cp "$(manifest_uri "$day" "$source" "done")" "$work/done" --only-show-errors
                say "$day $source: finished, $(sed -n 's/^objects=//p' "$work/done") objects, $(sed -n 's/^bytes=//p' "$work/done") bytes"
            else
                say "$day $source: not there or not finished"
            fi
        done
    done
}

get_lifecycle() { # BUCKET FILE: {"Rules": [...]}, empty where there is none
    if s3api get-bucket-lifecycle-configuration --bucket "$1" --output json >"$2" 2>"$work/err"; then
        [ -s "$2" ] || printf '{"Rules": []}\n' >"$2"
    elif grep -q 'NoSuchLifecycleConfiguration' "$work/err"; then
        printf '{"Rules": []}\n' >"$2"
    else
        # Refused and absent are not the same as none.
        die "$EX_FAILED" "cannot read the lifecycle configuration of $1: $(grep -v '^$' "$work/err" | tail -n 1)" \
            "nothing was changed; check the bucket's name and the right to read it"
    fi
    jq -S '{Rules: ((.Rules // []) | sort_by(.ID // ""))}' "$2" >"$2.sorted" && mv "$2.sorted" "$2"
}
put_lifecycle() { # BUCKET FILE
    if [ "$(jq '.Rules | length' "$2")" = 0 ]; then
        s3api delete-bucket-lifecycle --bucket "$1"
    else
        s3api put-bucket-lifecycle-configuration --bucket "$1" --lifecycle-configuration "file://$2"
    fi
}

lifecycle() {
    local target=${bucket:-$backup_bucket} saved
    if is_protected "$target"; then
        die "$EX_REFUSED" "no lifecycle rule goes on $target: it would delete objects behind the back of the program that owns them" \
            "metrics are kept for good; logs expire by Snapshot Management, volumes by Longhorn"
    fi
    [ "$target" = "$backup_bucket" ] ||
        die "$EX_REFUSED" "$target is not the backup bucket ($backup_bucket)" "lifecycle rules are set on that one alone"
    need_tool jq "install jq"
    need_bucket "$target"
    get_lifecycle "$target" "$work/former"
    if [ -n "$undo" ]; then
        [ -r "$undo" ] || usage_error "cannot read $undo"
        jq -Se '{Rules: (.Rules | sort_by(.ID // ""))}' "$undo" >"$work/wanted" 2>/dev/null || die "$EX_USAGE" "$undo is no lifecycle configuration" "give a file that an earlier run saved"
    else
        # Our rule by its id; every other rule stays as it is.
        jq -S --arg id $RULE_ID --argjson days $RULE_DAYS '
            {Rules: ([.Rules[] | select(.ID != $id)] + [{ID: $id, Status: "Enabled", Filter: {Prefix: ""}, Expiration: {Days: $days}}] | sort_by(.ID // ""))}
        ' "$work/former" >"$work/wanted"
        jq -r --arg id $RULE_ID --argjson days $RULE_DAYS '.Rules[] | select(.ID != $id and .Status == "Enabled" and (.Expiration.Days // $days) < $days) | .ID // "without an id"' "$work/former" |
            while IFS= read -r id; do warn "rule $id of $target expires objects earlier than $RULE_DAYS days"; done
        if jq -e --arg id $RULE_ID --argjson days $RULE_DAYS 'any(.Rules[]; .ID == $id and .Status == "Enabled" and .Expiration.Days == $days and ((.Filter.Prefix // .Prefix // "") == "") and (.Filter.Tag // .Filter.And // null) == null)' "$work/former" >/dev/null; then
            say "$target: the rule $RULE_ID is there ($RULE_DAYS days), nothing to do"
            return 0
        fi
    fi
    if [ "$DRY_RUN" = true ]; then
        say "$target: would replace"
        jq -c . "$work/former"
        say "by"
        jq -c . "$work/wanted"
        return 0
    fi
    mkdir -p "$save_dir"
    saved=$save_dir/lifecycle-$target-$(date -u +%Y%m%dT%H%M%SZ).json
    cp "$work/former" "$saved"
    say "$target: former configuration saved as $saved"
    put_lifecycle "$target" "$work/wanted" || die "$EX_FAILED" "the endpoint refused the configuration" "nothing was changed; see above"
    get_lifecycle "$target" "$work/now"
    # A store may accept a rule and drop part of it without a word.
    if ! lifecycle_holds "$work/wanted" "$work/now" "$work/former"; then
        jq -c . "$work/now" >&2
        put_lifecycle "$target" "$work/former" || warn "the former configuration could not be put back: $saved"
        die "$EX_FAILED" "what the endpoint keeps is not what it was given (above); the former configuration was put back" \
            "compare with $saved; a rule that this store does not know must go elsewhere"
    fi
    if [ -n "$undo" ]; then
        say "$target: $undo is put back"
    else
        say "$target: objects expire after $RULE_DAYS days (rule $RULE_ID); $(jq --arg id $RULE_ID '[.Rules[] | select(.ID != $id)] | length' "$work/now") other rules kept"
    fi
    if [ "$(s3api get-bucket-versioning --bucket "$target" --query Status --output text 2>/dev/null)" = Enabled ]; then
        warn "$target is versioned: expired objects stay as old versions until a NoncurrentVersionExpiration rule removes them"
    fi
}
lifecycle_holds() { # WANTED NOW FORMER: ours by meaning, the others as the endpoint told them before
    jq -ne --arg id $RULE_ID --slurpfile wanted "$1" --slurpfile now "$2" --slurpfile former "$3" '
        def ours: [.[] | select(.ID == $id) | {Status, days: .Expiration.Days, prefix: (.Filter.Prefix // .Prefix // "")}];
        def others: [.[] | select(.ID != $id)];
        ($wanted[0].Rules | ours) == ($now[0].Rules | ours)
        and ($wanted[0].Rules | others) == ($now[0].Rules | others)' >/dev/null
}

say "endpoint $endpoint, backup bucket $backup_bucket"
case $command in
lifecycle) lifecycle ;;
list)
    need_bucket "$backup_bucket"
    list_dates
    ;;
restore) restore ;;
backup)
    for source in "$backup_bucket" "${sources[@]}"; do need_bucket "$source"; done
    for source in "${sources[@]}"; do backup_one "$source"; done
    ;;
verify)
    need_bucket "$backup_bucket"
    failed=0
    for source in "${sources[@]}"; do verify_one "$source" || failed=1; done
    exit $failed
    ;;
esac
