#!/usr/bin/env bash
# Apply the tree to one cluster, stage by stage, with kubectl, kustomize and helm alone.
#
# usage: deploy-cluster.sh CLUSTER [options]
#
#   CLUSTER            196, 196-central … as in contracts/topology.yaml
#   --context NAME     kubeconfig context; default: the topology's (mkube-196)
#   --stage STAGE      this stage only; a stage is its folder or its number (70-opensearch, 70)
#   --from STAGE       start here
#   --until STAGE      stop after this one
#   --chart-home DIR   charts as DIR/<name>-<version>/<name>; default: deploy/charts if it exists,
#                      else kustomize pulls them from the repositories that the tree names
#   --timeout SECONDS  how long each wait may take (default 900)
#   --no-wait          apply without waiting for rollouts (CRDs are waited for all the same)
#   --assume-bootstrapped
#                      let stage 80 start although the log cluster's bootstrap cannot be seen
#   --dry-run          render every stage and print what would be done; change nothing
#   --list             print the stages of CLUSTER and stop
#   --help
#
# First installation, three clusters:
#   deploy-cluster.sh 196 --until 70      the same for 197 and 198
#   deploy-cluster.sh 196 --from 75       once all three OpenSearch nodes are up
#   deploy-cluster.sh 197 --from 80       the same for 198
# Afterwards, and to repair: deploy-cluster.sh CLUSTER. Applying again what is there changes nothing.
#
# Before anything else the cluster is identified: the context's server and the address of its only
# node must be the topology's. Objects that left the tree are not deleted.
# Tools: CONFORM_KUSTOMIZE, CONFORM_HELM and CONFORM_KUBECTL name other binaries; without kustomize,
# kubectl's own is used.
#
# exit: 0 ok, 1 failed, 2 usage, 4 refused (a precondition does not hold)
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

readonly FIELD_MANAGER=conform-deploy
POLL=${CONFORM_POLL_SECONDS:-5}
KUBECTL=${CONFORM_KUBECTL:-kubectl} HELM=${CONFORM_HELM:-helm} KUSTOMIZE=${CONFORM_KUSTOMIZE:-}

cluster='' context='' from='' until='' stage='' chart_home='' timeout=900
wait_rollouts=true assume_bootstrapped=false list_only=false
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help)
        print_help
        exit 0
        ;;
    --context | --stage | --from | --until | --chart-home | --timeout)
        opt_value "$1" $#
        name=${1#--}
        printf -v "${name//-/_}" '%s' "$2"
        shift
        ;;
    --no-wait) wait_rollouts=false ;;
    --assume-bootstrapped) assume_bootstrapped=true ;;
    --dry-run) DRY_RUN=true ;;
    --list) list_only=true ;;
    -*) usage_error "unknown option $1" ;;
    *)
        [ -z "$cluster" ] || usage_error "more than one cluster: $cluster and $1"
        cluster=$1
        ;;
    esac
    shift
done
[ -n "$cluster" ] || usage_error "which cluster?"
[ -z "$stage" ] || [ -z "$from$until" ] || usage_error "--stage goes without --from and --until"
case $timeout in '' | *[!0-9]*) usage_error "--timeout takes seconds" ;; esac
resolve_cluster "$cluster"
context=${context:-$CLUSTER_CONTEXT}
overlay=$DEPLOY_DIR/overlays/$CLUSTER_OVERLAY
[ -d "$overlay" ] || die "$EX_REFUSED" "no overlay $overlay" "the topology names it for $CLUSTER_ID: create it or correct the entry"

# --- stages --------------------------------------------------------------------------------------

all_stages=()
for dir in "$overlay"/[0-9][0-9]-*/; do
    [ -f "$dir/kustomization.yaml" ] && all_stages+=("$(basename "$dir")")
done
[ ${#all_stages[@]} -gt 0 ] || die "$EX_REFUSED" "no stage in $overlay" "a stage is a folder NN-name with a kustomization.yaml"

find_stage() { # WANTED: sets FOUND
    local s
    FOUND=''
    for s in "${all_stages[@]}"; do
        case $1 in "$s" | "${s%%-*}") FOUND=$s ;; esac
    done
    [ -n "$FOUND" ] || usage_error "$CLUSTER_ID has no stage '$1'; it has: ${all_stages[*]}"
}
[ -z "$stage" ] || { from=$stage until=$stage; }
if [ -n "$from" ]; then
    find_stage "$from"
    from=$FOUND
fi
if [ -n "$until" ]; then
    find_stage "$until"
    until=$FOUND
fi
stages=()
for s in "${all_stages[@]}"; do
    [[ -n "$from" && "$s" < "$from" ]] || [[ -n "$until" && "$s" > "$until" ]] || stages+=("$s")
done
[ ${#stages[@]} -gt 0 ] || usage_error "nothing from $from until $until"
if [ "$list_only" = true ]; then
    printf '%s\n' "${stages[@]}"
    exit 0
fi
selected() { printf '%s\n' "${stages[@]}" | grep -qx "$1-.*"; }

# --- tools ---------------------------------------------------------------------------------------

need_tool "$KUBECTL" "put kubectl 1.34 to 1.36 on PATH, or name it in CONFORM_KUBECTL"
need_tool "$HELM" "put helm 3 on PATH, or name it in CONFORM_HELM"
if [ -n "$KUSTOMIZE" ]; then
    need_tool "$KUSTOMIZE" "correct CONFORM_KUSTOMIZE"
    kustomize=("$KUSTOMIZE" build) kustomize_version=$("$KUSTOMIZE" version)
elif command -v kustomize >/dev/null 2>&1; then
    kustomize=(kustomize build) kustomize_version=$(kustomize version)
else
    kustomize=("$KUBECTL" kustomize)
    kustomize_version=$("$KUBECTL" version --client 2>/dev/null | sed -n 's/^Kustomize Version: *//p')
fi
kustomize_version=$(printf '%s' "$kustomize_version" | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -n 1 || true)
helm_version=$("$HELM" version --short 2>/dev/null | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -n 1 || true)
[ -n "$kustomize_version" ] || die "$EX_REFUSED" "${kustomize[*]} does not tell its version" "install kustomize 5.5 or later"
[ -n "$helm_version" ] || die "$EX_REFUSED" "$HELM does not tell its version" "install helm 3"
version_le 5.5.0 "$kustomize_version" ||
    die "$EX_REFUSED" "kustomize $kustomize_version is too old" "install kustomize 5.5 or later"
case $helm_version in
3.*) ;;
*)
    version_le "$kustomize_version" 5.8.0 && die "$EX_REFUSED" \
        "kustomize $kustomize_version cannot work with helm $helm_version (5.8.0 and older accept helm 3 only)" \
        "install helm 3 (CONFORM_HELM=/path/to/helm), or kustomize 5.8.1 or later (CONFORM_KUSTOMIZE=/path/to/kustomize)"
    ;;
esac

# --- which cluster is this -----------------------------------------------------------------------

kube() { "$KUBECTL" --context "$context" "$@"; }
ask() { kube --request-timeout=15s "$@"; }

# identify CONTEXT ADDRESS ID: 0 it is, 4 it is another one (REASON), 1 it does not answer (REASON).
identify() {
    local server host nodes errors
    server=$("$KUBECTL" config view --minify --context "$1" -o 'jsonpath={.clusters[0].cluster.server}' 2>/dev/null) || server=''
    if [ -z "$server" ]; then
        REASON="the kubeconfig has no context $1"
        return 1
    fi
    host=${server#*://} host=${host%%/*} host=${host%:*}
    if [ "$host" != "$2" ]; then
        REASON="context $1 points to $server, $3 is $2"
        return 4
    fi
    errors=$("$KUBECTL" --context "$1" --request-timeout=15s get nodes \
        -o 'jsonpath={range .items[*]}{.status.addresses[?(@.type=="InternalIP")].address}{"\n"}{end}' 2>&1) || {
        REASON="$server does not answer: ${errors##*$'\n'}"
        return 1
    }
    nodes=$(printf '%s\n' "$errors" | grep -v '^$' | paste -sd ' ' -)
    if [ "$nodes" != "$2" ]; then
        REASON="the cluster of context $1 has node address(es) '$nodes', $3 is one node at $2"
        return 4
    fi
}

reachable=true
identify "$context" "$CLUSTER_ADDRESS" "$CLUSTER_ID" || {
    rc=$?
    [ $rc -ne 4 ] || die "$EX_REFUSED" "wrong cluster: $REASON" "choose another context (--context) or kubeconfig (KUBECONFIG)"
    [ "$DRY_RUN" = true ] || die "$EX_REFUSED" "cannot identify the cluster: $REASON" \
        "merge the kubeconfig of $CLUSTER_ID (deploy/README.md), check that $CLUSTER_ADDRESS can be reached"
    reachable=false
    warn "identity not checked: $REASON"
}

# --- secrets -------------------------------------------------------------------------------------

check_secrets() {
    local dir=$overlay/20-secrets example file missing='' unfilled=''
    while IFS= read -r example; do
        file=${example%.example}
        if [ ! -s "$file" ]; then
            missing+="  cp ${example#"$ROOT_DIR/"} ${file#"$ROOT_DIR/"}"$'\n'
        elif grep -v '^[[:space:]]*#' "$file" | grep -q 'REPLACE_ME' || cmp -s "$file" "$example"; then
            unfilled+="  ${file#"$ROOT_DIR/"}"$'\n'
        fi
    done < <(find "$dir" -name '*.example' | LC_ALL=C sort)
    [ -z "$missing" ] || printf '%s: files of secrets are missing; copy and fill in:\n%s' "$SCRIPT_NAME" "$missing" >&2
    [ -z "$unfilled" ] || printf '%s: files of secrets still hold a placeholder:\n%s' "$SCRIPT_NAME" "$unfilled" >&2
    [ -z "$missing$unfilled" ]
}
secrets_ready=true
if selected 20 && ! check_secrets; then
    [ "$DRY_RUN" = true ] || die "$EX_REFUSED" "the secrets of $CLUSTER_ID are not complete" \
        "fill in the files above (deploy/README.md, Secrets), then run this again"
    warn "stage 20 would be refused"
    secrets_ready=false
fi

# --- rendering -----------------------------------------------------------------------------------

if [ -n "$chart_home" ]; then
    [ -d "$chart_home" ] || usage_error "no folder $chart_home"
    chart_home=$(cd "$chart_home" && pwd)
elif [ -d "$DEPLOY_DIR/charts" ]; then
    chart_home=$DEPLOY_DIR/charts
fi

umask 077
work=$(mktemp -d "${TMPDIR:-/tmp}/conform-deploy.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The tree is rendered in a copy, so that neither charts nor anything else is written into it. Files
# of secrets stay where they are: stage 20 has no chart and is rendered in place.
(cd "$DEPLOY_DIR" && find . -path ./charts -prune -o -path '*/20-secrets' -prune -o -path ./scripts -prune -o \
    \( -type f -o -type l \) -print0 | tar --null -T - -cf -) | (mkdir "$work/deploy" && cd "$work/deploy" && tar -xf -)
mkdir "$work/deploy/charts"
if [ -n "$chart_home" ]; then
    for chart in "$chart_home"/*/; do
        [ -d "$chart" ] && ln -s "${chart%/}" "$work/deploy/charts/$(basename "$chart")"
    done
fi

# render STAGE FILE
render() {
    local source=$work/deploy/overlays/$CLUSTER_OVERLAY/$1
    case $1 in 20-*) source=$overlay/$1 ;; esac
    if ! "${kustomize[@]}" --enable-helm --helm-command "$HELM" "$source" >"$2" 2>"$work/stderr"; then
        case $1 in
        20-*) die "$EX_FAILED" "$1 does not render; the message may quote a secret and is left out" \
            "read it yourself: ${kustomize[*]} ${source#"$ROOT_DIR/"} >/dev/null" ;;
        esac
        sed "s|$work/deploy|deploy|g" "$work/stderr" >&2
        die "$EX_FAILED" "$1 does not render" \
            "see above; without internet, give the charts with --chart-home"
    fi
    [ -s "$2" ] || die "$EX_FAILED" "$1 renders to nothing" "look at ${source#"$ROOT_DIR/"}/kustomization.yaml"
}

# One line per object of a render: kind namespace name apply-annotation (a dot where there is none).
objects() {
    awk '
        function flush() { if (kind != "") print kind, (ns == "" ? "." : ns), name, (how == "" ? "." : how) }
        function clean(s) { gsub(/^[ \t]+|[ \t]+$/, "", s); gsub(/^["\047]|["\047]$/, "", s); return s }
        /^---/ { flush(); kind = ns = name = how = ""; meta = 0; next }
        /^kind:/ { kind = clean(substr($0, 6)) }
        /^[^ ]/ { meta = ($0 ~ /^metadata:/); next }
        meta && /^  name:/ { name = clean(substr($0, 8)) }
        meta && /^  namespace:/ { ns = clean(substr($0, 13)) }
        meta && /^    conform\/apply:/ { how = clean(substr($0, 19)) }
        END { flush() }
    ' "$1"
}
lower() { printf '%s' "$1" | tr '[:upper:]' '[:lower:]'; }
count() { objects "$1" | wc -l | tr -d ' '; }

# --- applying ------------------------------------------------------------------------------------

# What a failed apply says about secrets must not carry one.
redact() { sed -E 's#[A-Za-z0-9+/=_-]{32,}#<redacted>#g; s#(-----BEGIN)[^"]*#\1 <redacted>#g'; }

apply() { # STAGE FILE
    local try out
    for try in 1 2 3; do
        if out=$(kube apply --server-side --force-conflicts --field-manager="$FIELD_MANAGER" -f "$2" 2>&1); then
            case $1 in 20-*) out=$(printf '%s\n' "$out" | redact) ;; esac
            printf '%s\n' "$out" | sed 's/^/  /'
            return 0
        fi
        # A kind just created may take a moment to be served.
        printf '%s\n' "$out" | grep -Eq 'no matches for kind|ensure CRDs are installed first' || break
        [ "$try" = 3 ] || sleep "$POLL"
    done
    case $1 in 20-*) out=$(printf '%s\n' "$out" | redact) ;; esac
    printf '%s\n' "$out" | sed 's/^/  /' >&2
    die "$EX_FAILED" "$1 was not applied" "see above; then: $SCRIPT_NAME $cluster --from ${1%%-*}"
}

resume() { printf '%s' "$SCRIPT_NAME $cluster --from ${current%%-*}"; }

wait_crds() { # FILE
    local crds try out
    mapfile -t crds < <(objects "$1" | awk '$1 == "CustomResourceDefinition" { print "crd/" $3 }')
    [ ${#crds[@]} -gt 0 ] || return 0
    for try in 1 2 3 4 5; do
        if out=$(kube wait --for=condition=Established --timeout="${timeout}s" "${crds[@]}" 2>&1); then
            note "${#crds[@]} CRDs are established"
            return 0
        fi
        # Asked before the API server wrote the first condition, kubectl fails at once.
        printf '%s\n' "$out" | grep -q 'accessor error' || break
        sleep "$POLL"
    done
    printf '%s\n' "$out" | grep -v 'condition met' >&2 || true
    die "$EX_FAILED" "CRDs were not established within ${timeout}s" "kubectl --context $context get crd; then: $(resume)"
}

# Lines "pod reason message" of what keeps the pods of a workload from running: namespace kind name.
# shellcheck disable=SC2016 # the variables are the template's
pod_trouble() {
    local selector
    selector=$(ask -n "$1" get "$2" "$3" -o 'go-template={{range $k, $v := .spec.selector.matchLabels}}{{$k}}={{$v}},{{end}}' 2>/dev/null) || return 0
    [ -n "$selector" ] || return 0
    ask -n "$1" get pods -l "${selector%,}" -o 'go-template={{range .items}}{{$pod := .metadata.name}}{{range .status.conditions}}{{if and (eq .type "PodScheduled") (eq .status "False")}}{{$pod}} {{.reason}} {{.message}}{{"\n"}}{{end}}{{end}}{{range .status.initContainerStatuses}}{{if .state.waiting}}{{$pod}} {{.state.waiting.reason}} {{.name}}: {{.state.waiting.message}}{{"\n"}}{{end}}{{end}}{{range .status.containerStatuses}}{{if .state.waiting}}{{$pod}} {{.state.waiting.reason}} {{.name}}: {{.state.waiting.message}}{{"\n"}}{{else if not .ready}}{{$pod}} NotReady {{.name}}: restarts {{.restartCount}}{{"\n"}}{{end}}{{end}}{{end}}' 2>/dev/null |
        sed 's/<no value>//g' || true
}
events_of() { # NAMESPACE NAME-PREFIX
    ask -n "$1" get events --sort-by=.lastTimestamp -o 'go-template={{range .items}}{{if eq .type "Warning"}}{{.involvedObject.kind}}/{{.involvedObject.name}} {{.reason}}: {{.message}}{{"\n"}}{{end}}{{end}}' 2>/dev/null |
        grep -F "/$2" | tail -n 5 || true
}
# States that waiting does not end.
terminal() { grep -E '^[^ ]+ (ImagePullBackOff|ErrImageNeverPull|InvalidImageName|CreateContainerConfigError|CreateContainerError|CrashLoopBackOff)( |$)'; }

fail_rollout() { # WHAT NAMESPACE KIND NAME
    pod_trouble "$2" "$3" "$4" | sed 's/^/  /' >&2
    events_of "$2" "$4" | sed 's/^/  event: /' >&2
    die "$EX_FAILED" "$1" "see above; kubectl --context $context -n $2 describe pods; then: $(resume)"
}

wait_rollout() { # NAMESPACE KIND NAME
    local end=$((SECONDS + timeout)) slice trouble stuck=0 out
    while :; do
        slice=$((end - SECONDS))
        [ "$slice" -gt 0 ] || fail_rollout "$2 $1/$3 was not rolled out within ${timeout}s: ${out##*$'\n'}" "$1" "$2" "$3"
        [ "$slice" -le 15 ] || slice=15
        if out=$(kube -n "$1" rollout status "$2/$3" --timeout="${slice}s" 2>&1); then
            # Without a readiness probe a crash loop counts as rolled out.
            trouble=$(pod_trouble "$1" "$2" "$3" | terminal || true)
            [ -z "$trouble" ] || fail_rollout "$2 $1/$3 is rolled out but does not run" "$1" "$2" "$3"
            note "$2 $1/$3 is rolled out"
            return 0
        fi
        trouble=$(pod_trouble "$1" "$2" "$3" | terminal || true)
        # A crash may be a dependency that is still starting; an image that is missing stays missing.
        if [ -n "$trouble" ]; then
            case $trouble in *CrashLoopBackOff*) stuck=$((stuck + 1)) ;; *) stuck=$((stuck + 4)) ;; esac
            [ $stuck -lt 12 ] || fail_rollout "$2 $1/$3 cannot start" "$1" "$2" "$3"
        else
            stuck=0
        fi
    done
}

poll() { # WHAT COMMAND...: until it succeeds
    local what=$1 end=$((SECONDS + timeout))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        sleep "$POLL"
    done
    note "$what"
}

storage_class_ready() {
    [ "$(ask get storageclass longhorn -o 'jsonpath={.provisioner} {.metadata.annotations.storageclass\.kubernetes\.io/is-default-class}' 2>/dev/null)" = 'driver.longhorn.io true' ] &&
        ask get csidriver driver.longhorn.io -o name >/dev/null 2>&1
}

# The exporter beside the node tells its view of the cluster without credentials.
opensearch_nodes() {
    ask get --raw '/api/v1/namespaces/logging/services/opensearch-exporter:http/proxy/metrics' 2>/dev/null |
        awk '/^elasticsearch_cluster_health_number_of_nodes[{ ]/ { n = $NF } END { print n + 0 }'
}
opensearch_complete() { [ "$(opensearch_nodes)" = "$expected_nodes" ]; }
expected_nodes=$(topology_clusters | wc -l | tr -d ' ')

opensearch_started() {
    case $(ask -n logging get pod opensearch-0 -o 'jsonpath={.status.containerStatuses[?(@.name=="opensearch")].started}' 2>/dev/null) in
    true) ;;
    *)
        [ -z "$(pod_trouble logging statefulset opensearch | terminal | grep -v CrashLoopBackOff || true)" ] ||
            fail_rollout "statefulset logging/opensearch cannot start" logging statefulset opensearch
        false
        ;;
    esac
}

wait_stage() { # STAGE FILE
    local kind namespace name
    while read -r kind namespace name _ <&3; do
        case $kind in
        Deployment | DaemonSet | StatefulSet)
            kind=$(lower "$kind")
            if [ "$kind/$namespace/$name" = statefulset/logging/opensearch ]; then
                # On a first start a node is Ready only once two of them have met.
                poll "statefulset logging/opensearch has started" opensearch_started ||
                    fail_rollout "OpenSearch did not start within ${timeout}s" logging statefulset opensearch
            else
                wait_rollout "$namespace" "$kind" "$name"
            fi
            ;;
        Prometheus | Alertmanager)
            kind=$(lower "$kind")
            poll "$kind $namespace/$name is available" custom_available "$namespace" "$kind" "$name" ||
                fail_rollout "$kind $namespace/$name was not available within ${timeout}s: $(custom_message "$namespace" "$kind" "$name")" \
                    "$namespace" statefulset "$kind-$name"
            ;;
        Job)
            poll "Job $namespace/$name is complete" job_done "$namespace" "$name" || {
                ask -n "$namespace" logs "job/$name" --tail=20 2>/dev/null | redact | sed 's/^/  log: /' >&2 || true
                fail_rollout "Job $namespace/$name was not complete within ${timeout}s" "$namespace" job "$name"
            }
            ;;
        esac
    done 3< <(objects "$2")
    case $1 in
    30-*)
        poll "StorageClass longhorn is there and the default" storage_class_ready ||
            die "$EX_FAILED" "StorageClass longhorn did not become the default within ${timeout}s" \
                "Longhorn's driver deployer makes it: kubectl --context $context -n longhorn-system get pods; then: $(resume)"
        ;;
    esac
}

plural() { case $1 in *s) printf '%ses' "$1" ;; *) printf '%ss' "$1" ;; esac; }
custom_available() {
    [ "$(ask -n "$1" get "$(plural "$2").monitoring.coreos.com" "$3" -o 'jsonpath={.status.conditions[?(@.type=="Available")].status}' 2>/dev/null)" = True ]
}
custom_message() {
    ask -n "$1" get "$(plural "$2").monitoring.coreos.com" "$3" -o 'jsonpath={.status.conditions[?(@.type=="Available")].message}' 2>/dev/null || true
}
job_state() { ask -n "$1" get job "$2" -o 'jsonpath={range .status.conditions[?(@.status=="True")]}{.type} {end}' 2>/dev/null || true; }
job_done() {
    case $(job_state "$1" "$2") in
    *Complete*) ;;
    *Failed*)
        ask -n "$1" logs "job/$2" --tail=20 2>/dev/null | redact | sed 's/^/  log: /' >&2 || true
        fail_rollout "Job $1/$2 failed" "$1" job "$2"
        ;;
    *) false ;;
    esac
}

# A Job cannot be changed. Where the stage is as it was and the Job is complete there is nothing to
# do; otherwise the Job goes first. 0: go on and apply, 1: nothing to do.
replace_jobs() { # FILE
    local kind namespace name how found=false complete=true
    while read -r kind namespace name how <&3; do
        [ "$how" = delete-then-apply ] || continue
        found=true
        case $(job_state "$namespace" "$name") in *Complete*) ;; *) complete=false ;; esac
    done 3< <(objects "$1")
    [ $found = true ] || return 0
    if [ $complete = true ] && kube diff --server-side --force-conflicts --field-manager="$FIELD_MANAGER" -f "$1" >/dev/null 2>&1; then
        return 1
    fi
    while read -r kind namespace name how <&3; do
        [ "$how" = delete-then-apply ] || continue
        kube -n "$namespace" delete "$(lower "$kind")" "$name" --ignore-not-found --cascade=foreground --wait --timeout="${timeout}s" | sed 's/^/  /'
    done 3< <(objects "$1")
}

# --- gates between clusters ----------------------------------------------------------------------

gate_bootstrap() {
    poll "OpenSearch counts $expected_nodes nodes" opensearch_complete || die "$EX_REFUSED" \
        "OpenSearch counts $(opensearch_nodes) of $expected_nodes nodes, so stage 75 waits: a repository must never be registered by half a cluster" \
        "bring the other clusters to stage 70 ($SCRIPT_NAME CLUSTER --until 70), then: $(resume)"
}

# Log lines written before the index template and the policy exist are kept forever by nobody.
gate_logs() {
    local id context_ address role state
    [ "$assume_bootstrapped" = false ] || return 0
    if ask -n logging get daemonset fluent-bit -o name >/dev/null 2>&1; then
        return 0 # it writes already
    fi
    while IFS=$'\t' read -r id _ context_ address role <&4; do
        [ "$role" = central ] || continue
        [ "$id" != "$CLUSTER_ID" ] || context_=$context
        identify "$context_" "$address" "$id" || die "$EX_REFUSED" \
            "cannot see whether $id has bootstrapped the log cluster: $REASON" \
            "merge its kubeconfig, or add --assume-bootstrapped if you know it has"
        state=$("$KUBECTL" --context "$context_" --request-timeout=15s -n logging get job opensearch-bootstrap \
            -o 'jsonpath={range .status.conditions[?(@.status=="True")]}{.type} {end}' 2>/dev/null || true)
        case $state in
        *Complete*) ;;
        *) die "$EX_REFUSED" "the log cluster is not bootstrapped: Job logging/opensearch-bootstrap of $id is ${state:-not complete or not there}" \
            "$SCRIPT_NAME ${id%%-*} --stage 75, then: $(resume) (or --assume-bootstrapped)" ;;
        esac
    done 4< <(topology_clusters)
}

# --- main ----------------------------------------------------------------------------------------

say "$CLUSTER_ID ($CLUSTER_ROLE) at $CLUSTER_ADDRESS, context $context: stages ${stages[*]}"
say "kustomize $kustomize_version, helm $helm_version, charts ${chart_home:-from their repositories}"

for current in "${stages[@]}"; do
    say "== $current"
    file=$work/$current.yaml
    if [[ $current == 20-* && $secrets_ready == false ]]; then
        note "not rendered: files of secrets are missing"
        continue
    fi
    render "$current" "$file"
    if [ "$DRY_RUN" = true ]; then
        note "would apply $(count "$file") objects: $(objects "$file" | awk '{ n[$1]++ } END { for (k in n) printf "%d %s\n", n[k], k }' | LC_ALL=C sort -k2 | paste -sd ',' - | sed 's/,/, /g')"
        note "$(basename "$KUBECTL") --context $context apply --server-side --force-conflicts --field-manager=$FIELD_MANAGER -f -"
        objects "$file" | awk '$4 == "delete-then-apply" { print "  would delete first, unless complete and unchanged: " $1 " " $2 "/" $3 }'
        objects "$file" | awk '$1 ~ /^(Deployment|DaemonSet|StatefulSet|Prometheus|Alertmanager|Job)$/ { print "  would wait for " $1 " " $2 "/" $3 }'
        rm -f "$file"
        continue
    fi
    case $current in
    75-*) gate_bootstrap ;;
    80-*) gate_logs ;;
    esac
    if ! replace_jobs "$file"; then
        note "unchanged, and its Job is complete: nothing to do"
        continue
    fi
    apply "$current" "$file"
    wait_crds "$file"
    if [ "$wait_rollouts" = true ]; then
        wait_stage "$current" "$file"
    fi
    rm -f "$file"
done
if [ "$DRY_RUN" = true ]; then
    [ "$reachable" = true ] || say "the cluster was not reached: its identity is not checked"
    say "dry run: nothing was changed"
else
    say "$CLUSTER_ID: done"
fi
