# shellcheck shell=bash disable=SC2034
# What the scripts beside this file share. Sourced, never run.
#
# Exit codes of every script: 0 ok, 1 failed, 2 usage, 4 refused (a precondition does not hold).

readonly EX_FAILED=1 EX_USAGE=2 EX_REFUSED=4

SCRIPT_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
DEPLOY_DIR=$(dirname "$SCRIPT_DIR")
ROOT_DIR=$(dirname "$DEPLOY_DIR")
SCRIPT_NAME=$(basename "$0")
# The one table of clusters, addresses and buckets.
TOPOLOGY=${CONFORM_TOPOLOGY:-$ROOT_DIR/contracts/topology.yaml}
DRY_RUN=${DRY_RUN:-false}

say() { printf '%s\n' "$*"; }
note() { printf '  %s\n' "$*"; }
warn() { printf '%s: warning: %s\n' "$SCRIPT_NAME" "$*" >&2; }

# die CODE CAUSE [NEXT STEP]
die() {
    printf '%s: %s\n' "$SCRIPT_NAME" "$2" >&2
    [ -z "${3:-}" ] || printf '  next: %s\n' "$3" >&2
    exit "$1"
}
usage_error() { die "$EX_USAGE" "$1" "$SCRIPT_NAME --help"; }

# The comment block at the top of a script is its --help.
print_help() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"; }

# opt_value OPTION COUNT: an option that takes a value is not the last word.
opt_value() { [ "$2" -ge 2 ] || usage_error "$1 needs a value"; }

# run COMMAND...: print and do, or in a dry run only print.
run() {
    if [ "$DRY_RUN" = true ]; then
        say "would run: $(quote "$@")"
    else
        "$@"
    fi
}
quote() {
    local out='' word
    for word in "$@"; do
        case $word in
        '' | *[!A-Za-z0-9_./:=,@%+-]*) word="'${word//\'/\'\\\'\'}'" ;;
        esac
        out+="${out:+ }$word"
    done
    printf '%s' "$out"
}

need_tool() { # NAME NEXT-STEP
    command -v "$1" >/dev/null 2>&1 || die "$EX_REFUSED" "$1 is not on PATH" "$2"
}

need_topology() {
    [ -r "$TOPOLOGY" ] || die "$EX_REFUSED" "no topology at $TOPOLOGY" \
        "run from a checkout that has contracts/topology.yaml, or set CONFORM_TOPOLOGY"
}

# One line per cluster, tab separated: id overlay context address role.
topology_clusters() {
    need_topology
    awk '
        function flush() {
            if ("id" in c) printf "%s\t%s\t%s\t%s\t%s\n", c["id"], c["overlay"], c["context"], c["address"], c["role"]
            delete c
        }
        { sub(/[ \t]+#.*$/, ""); sub(/\r$/, "") }
        /^[[:space:]]*(#|$)/ { next }
        /^[^ \t-]/ { if (on) flush(); on = ($0 ~ /^clusters:/); next }
        !on { next }
        /^[ \t]*- / { flush(); sub(/- /, "  ") }
        {
            line = $0; sub(/^[ \t]+/, "", line)
            i = index(line, ":"); if (!i) next
            k = substr(line, 1, i - 1); v = substr(line, i + 1)
            gsub(/^[ \t]+|[ \t]+$/, "", v); gsub(/^["\047]|["\047]$/, "", v)
            c[k] = v
        }
        END { if (on) flush() }
    ' "$TOPOLOGY"
}

# topology_s3 endpoint|metrics|logs|volumes|backup|probe
topology_s3() {
    need_topology
    awk -v want="$1" '
        { sub(/[ \t]+#.*$/, "") }
        /^[^ \t#-]/ { on = ($0 ~ /^s3:/); next }
        on && $1 == want ":" { gsub(/["\047]/, "", $2); print $2; exit }
    ' "$TOPOLOGY"
}

# resolve_cluster 196|196-central|cluster-196-central: sets CLUSTER_{ID,OVERLAY,CONTEXT,ADDRESS,ROLE}.
resolve_cluster() {
    local wanted=$1 id overlay context address role
    CLUSTER_ID=''
    need_topology # here, where it can end the script
    while IFS=$'\t' read -r id overlay context address role; do
        case $wanted in
        "$id" | "${id%%-*}" | "$overlay")
            CLUSTER_ID=$id CLUSTER_OVERLAY=$overlay CLUSTER_CONTEXT=$context
            CLUSTER_ADDRESS=$address CLUSTER_ROLE=$role
            ;;
        esac
    done < <(topology_clusters)
    [ -n "$CLUSTER_ID" ] || die "$EX_USAGE" "no cluster '$wanted' in $TOPOLOGY" \
        "one of: $(topology_clusters | cut -f1 | paste -sd ' ' -)"
    for wanted in "$CLUSTER_OVERLAY" "$CLUSTER_CONTEXT" "$CLUSTER_ADDRESS" "$CLUSTER_ROLE"; do
        [ -n "$wanted" ] || die "$EX_REFUSED" \
            "cluster $CLUSTER_ID in $TOPOLOGY lacks overlay, context, address or role" "complete its entry"
    done
}

# version_le A B: dotted numbers, A <= B.
version_le() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }
