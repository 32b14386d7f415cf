#!/usr/bin/env bash
# deploy-cluster.sh over a small tree, with a kubectl and a kustomize that are fakes.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

R=$T/repo
mkdir -p "$R/contracts" "$R/deploy/scripts" "$T/charts/some-1.0/some" "$T/state"
cp "$SCRIPTS/deploy-cluster.sh" "$SCRIPTS/lib.sh" "$R/deploy/scripts/"
cat >"$R/contracts/topology.yaml" <<'YAML'
# comment
clusters:
  - id: 901-central   # comment
    overlay: cluster-901-central
    context: "mkube-901"
    address: 192.0.2.1
    role: central
  - id: 902-edge
    overlay: cluster-902-edge
    context: mkube-902
    address: 192.0.2.2
    role: edge
namespaces: [a, b]
YAML
# stage OVERLAY NAME: the rendered objects come from standard input
stage() {
    mkdir -p "$R/deploy/overlays/$1/$2"
    touch "$R/deploy/overlays/$1/$2/kustomization.yaml"
    cat >"$R/deploy/overlays/$1/$2/rendered"
}
object() { printf -- '---\napiVersion: v1\nkind: %s\nmetadata:\n  name: %s\n' "$1" "$3"; [ "$2" = . ] || printf '  namespace: %s\n' "$2"; }
for o in cluster-901-central cluster-902-edge; do
    object Namespace . logging | stage $o 00-namespaces
    { object CustomResourceDefinition . a.example.org; object CustomResourceDefinition . b.example.org; } | stage $o 10-crds
    { object Secret logging one; printf 'data:\n  k: c2VjcmV0LXZhbHVlLXRoYXQtbXVzdC1ub3QtYmUtcHJpbnRlZA==\n'; } | stage $o 20-secrets
    { object DaemonSet longhorn-system longhorn-manager; object CustomResourceDefinition . volumes.longhorn.io; } | stage $o 30-longhorn
    { object Prometheus monitoring kps-prometheus; object Deployment monitoring kps-operator; } | stage $o 50-kps
    object StatefulSet logging opensearch | stage $o 70-opensearch
    object DaemonSet logging fluent-bit | stage $o 80-fluent-bit
done
printf -- '---\napiVersion: batch/v1\nkind: Job\nmetadata:\n  annotations:\n    conform/apply: delete-then-apply\n  name: opensearch-bootstrap\n  namespace: logging\nspec:\n  namespace: not-this\n' |
    stage cluster-901-central 75-opensearch-bootstrap
for o in cluster-901-central cluster-902-edge; do
    mkdir -p "$R/deploy/overlays/$o/20-secrets/logs"
    printf '# REPLACE_ME in a comment is no placeholder\nKEY=REPLACE_ME\n' >"$R/deploy/overlays/$o/20-secrets/logs/s3.env.example"
done
fill() { for o in cluster-901-central cluster-902-edge; do printf '# REPLACE_ME in a comment is no placeholder\nKEY=%s\n' "$1" >"$R/deploy/overlays/$o/20-secrets/logs/s3.env"; done; }

fake helm <<'SH'
echo "${FAKE_HELM:-v3.17.2+gabc}"
SH
fake kustomize <<'SH'
case $1 in
version) echo "${FAKE_KUSTOMIZE:-v5.7.1}" ;;
build)
    [ ! -e "$STATE/render-fails" ] || { echo "Error: chart some not found, KEY=leaked-by-kustomize" >&2; exit 1; }
    cat "${*: -1}/rendered"
    ;;
esac
SH
fake kubectl <<'SH'
context=mkube-901
case $1 in --context) context=$2; shift 2 ;; esac
case $1 in --request-timeout=*) shift ;; esac
n=${context#mkube-90}
case $* in
'config view --minify --context '*)
    n=${5#mkube-90}
    [ -z "${FAKE_NO_CONTEXT:-}" ] || [ "$FAKE_NO_CONTEXT" != "$5" ] || exit 1
    echo "https://${FAKE_SERVER:-192.0.2.$n}:8443" ;;
'get nodes -o '*) [ -z "${FAKE_DOWN:-}" ] || { echo 'Unable to connect to the server: timeout' >&2; exit 1; }; echo "${FAKE_NODE:-192.0.2.$n}" ;;
'apply --server-side --force-conflicts --field-manager=conform-deploy -f '*)
    file=${*: -1}
    if [ -e "$STATE/no-match" ]; then
        rm "$STATE/no-match"
        echo 'error: resource mapping not found: no matches for kind "X" in version "v1"' >&2; exit 1
    fi
    if [ -e "$STATE/apply-fails" ]; then echo 'Error from server: "c2VjcmV0LXZhbHVlLXRoYXQtbXVzdC1ub3QtYmUtcHJpbnRlZA==" is bad' >&2; exit 1; fi
    grep -q 'kind: Job' "$file" && touch "$STATE/job-$context"
    grep -q 'name: fluent-bit' "$file" && touch "$STATE/fluent-$context"
    echo "applied $(basename "$file" .yaml)" | tee -a "$STATE/applied"
    ;;
'wait --for=condition=Established '*)
    if [ -e "$STATE/accessor" ]; then
        rm "$STATE/accessor"
        echo 'error: .status.conditions accessor error: <nil> is of the type <nil>, expected []interface{}' >&2; exit 1
    fi
    [ ! -e "$STATE/never-established" ] || { echo 'timed out waiting for the condition on crd/a.example.org' >&2; exit 1; }
    ;;
*'rollout status'*) [ ! -e "$STATE/rollout-fails" ] || { echo 'Waiting for rollout to finish: 0 of 1 updated pods are available...'; exit 1; } ;;
*matchLabels*) echo 'app=x,' ;;
*'get pods -l '*) cat "$STATE/trouble" 2>/dev/null ;;
*'get events '*) echo 'Pod/longhorn-manager-x Failed: no such image' ;;
'get storageclass longhorn '*) [ -e "$STATE/no-class" ] || echo 'driver.longhorn.io true' ;;
*'get pod opensearch-0 '*) echo true ;;
*'get prometheuses.monitoring.coreos.com '*) echo True ;;
'get --raw '*) printf 'elasticsearch_cluster_health_number_of_nodes{cluster="logs"} %s\n' "$(cat "$STATE/nodes" 2>/dev/null || echo 1)" ;;
'-n logging get daemonset fluent-bit '*) [ -e "$STATE/fluent-$context" ] ;;
'-n logging get job opensearch-bootstrap '*) [ -e "$STATE/job-$context" ] && cat "$STATE/job-state" 2>/dev/null || { [ -e "$STATE/job-$context" ] && echo 'Complete '; } ;;
'diff '*) [ ! -e "$STATE/changed" ] ;;
'-n logging delete job '*) rm -f "$STATE/job-$context"; echo deleted ;;
*logs*) echo 'user=x password=averyveryverylongpasswordthatmustnotshow1234' ;;
esac
SH
export STATE=$T/state PATH=$T/bin:$PATH
# The last --timeout holds.
d() { "$R/deploy/scripts/deploy-cluster.sh" --timeout 2 "$@"; }
applied() { cut -d ' ' -f 2 "$STATE/applied" 2>/dev/null | paste -sd ' ' -; }
writes() { calls | grep -E '^kubectl .*(apply|delete|create|patch|annotate|label) ' || true; }

t 'help' 0 d --help
t 'no cluster' 2 d
t 'unknown cluster' 2 d 903
has '901-central 902-edge'
t 'unknown stage' 2 d 901 --stage 55
t 'stage and range' 2 d 901 --stage 50 --from 10
t 'option without value' 2 d 901 --from
t 'nothing in the range' 2 d 901 --from 80 --until 10
t 'list' 0 d 901 --from 50 --until 75 --list
same 'stages of a range' '50-kps 70-opensearch 75-opensearch-bootstrap' "$(printf '%s\n' "$OUT" | paste -sd ' ' -)"

# Secrets are complete, or nothing happens.
forget
t 'missing secret' 4 d 901
has 'cp deploy/overlays/cluster-901-central/20-secrets/logs/s3.env.example deploy/overlays/cluster-901-central/20-secrets/logs/s3.env'
fill REPLACE_ME
t 'placeholder left' 4 d 901
has '20-secrets/logs/s3.env'
same 'nothing was written' '' "$(writes)"
t 'another stage does not need them' 0 d 901 --stage 00
fill the-real-value

# The wrong cluster is refused before anything is written.
forget
w() { env "$1" "$R/deploy/scripts/deploy-cluster.sh" --timeout 2 "${@:2}"; }
t 'server of another cluster' 4 w FAKE_SERVER=192.0.2.2 901
has 'context mkube-901 points to https://192.0.2.2:8443, 901-central is 192.0.2.1'
t 'node of another cluster' 4 w FAKE_NODE=192.0.2.2 901
t 'two nodes' 4 w FAKE_NODE=$'192.0.2.1\n192.0.2.5' 901
t 'another context' 4 d 901 --context mkube-902
t 'wrong cluster in a dry run' 4 w FAKE_SERVER=192.0.2.2 901 --dry-run
t 'no context' 4 w FAKE_NO_CONTEXT=mkube-901 901
has 'no context mkube-901'
t 'no answer' 4 w FAKE_DOWN=1 901
t 'no answer in a dry run' 0 w FAKE_DOWN=1 901 --dry-run
has 'identity is not checked'
t 'Helm 4 with an old kustomize' 4 w FAKE_HELM=v4.1.4 901
has 'kustomize 5.7.1 cannot work with helm 4.1.4'
t 'old kustomize' 4 w FAKE_KUSTOMIZE=v4.5.7 901
same 'nothing was written' '' "$(writes)"
t 'Helm 4 with a new kustomize' 0 env FAKE_HELM=v4.1.4 FAKE_KUSTOMIZE=v5.8.1 "$R/deploy/scripts/deploy-cluster.sh" 901 --dry-run

forget
t 'dry run' 0 d 901 --dry-run --chart-home "$T/charts"
has 'would apply 2 objects: 2 CustomResourceDefinition'
has 'would delete first, unless complete and unchanged: Job logging/opensearch-bootstrap'
has 'nothing was changed'
same 'a dry run writes nothing' '' "$(writes)"

# First installation: half a log cluster is not bootstrapped, and no logs flow before it is.
: >"$STATE/applied"
touch "$STATE/accessor" "$STATE/no-match"
t 'central until 70' 0 d 901 --until 70
same 'stages in order' '00-namespaces 10-crds 20-secrets 30-longhorn 50-kps 70-opensearch' "$(applied)"
has 'daemonset longhorn-system/longhorn-manager is rolled out'
has 'StorageClass longhorn is there'
has 'prometheus monitoring/kps-prometheus is available'
lacks 'c2VjcmV0'
t 'bootstrap waits for all nodes' 4 d 901 --from 75 --timeout 1
has 'OpenSearch counts 1 of 2 nodes'
t 'logs wait for the bootstrap' 4 d 902 --timeout 1
has 'the log cluster is not bootstrapped'
has 'deploy-cluster.sh 901 --stage 75, then: deploy-cluster.sh 902 --from 80'
echo 2 >"$STATE/nodes"
: >"$STATE/applied"
t 'central from 75' 0 d 901 --from 75
same 'then the rest' '75-opensearch-bootstrap 80-fluent-bit' "$(applied)"
t 'edge from 80' 0 d 902 --from 80
rm "$STATE/fluent-mkube-902"
t 'central out of sight' 4 w FAKE_NO_CONTEXT=mkube-901 902 --stage 80
t 'and assumed' 0 w FAKE_NO_CONTEXT=mkube-901 902 --stage 80 --assume-bootstrapped

# Again: a complete and unchanged Job stays, a changed or failed one is replaced.
: >"$STATE/applied"
forget
t 'bootstrap again' 0 d 901 --stage 75
has 'nothing to do'
same 'nothing was written' '' "$(writes)"
touch "$STATE/changed"
t 'changed bootstrap' 0 d 901 --stage 75
OUT=$(writes)
has 'delete job opensearch-bootstrap'
rm "$STATE/changed"
echo 'Failed ' >"$STATE/job-state"
t 'failed bootstrap' 1 d 901 --stage 75
has 'Job logging/opensearch-bootstrap failed'
lacks 'averyveryverylongpassword'
rm "$STATE/job-state"

# What fails is said, with its reason and how to go on.
touch "$STATE/never-established"
t 'CRD not established' 1 d 901 --stage 10 --timeout 1
has 'deploy-cluster.sh 901 --from 10'
rm "$STATE/never-established"
touch "$STATE/rollout-fails"
echo 'longhorn-manager-x ImagePullBackOff longhorn-manager: not found' >"$STATE/trouble"
t 'image missing' 1 d 901 --stage 30
has 'daemonset longhorn-system/longhorn-manager cannot start'
has 'ImagePullBackOff'
has 'event: Pod/longhorn-manager-x Failed: no such image'
: >"$STATE/trouble"
t 'rollout timeout' 1 d 901 --stage 30 --timeout 1
has 'was not rolled out within 1s'
t 'no waiting' 0 d 901 --stage 30 --no-wait
rm "$STATE/rollout-fails"
echo 'longhorn-manager-x CrashLoopBackOff longhorn-manager: back-off' >"$STATE/trouble"
t 'crash loop that counts as rolled out' 1 d 901 --stage 30
has 'is rolled out but does not run'
: >"$STATE/trouble"
touch "$STATE/no-class"
t 'no StorageClass' 1 d 901 --stage 30 --timeout 1
has 'StorageClass longhorn did not become the default'
rm "$STATE/no-class"
touch "$STATE/apply-fails"
t 'apply fails' 1 d 901 --stage 20
has '<redacted>'
lacks 'c2VjcmV0'
rm "$STATE/apply-fails"
touch "$STATE/render-fails"
t 'secrets do not render' 1 d 901 --stage 20
lacks 'leaked-by-kustomize'
t 'a stage does not render' 1 d 901 --stage 50
has 'chart some not found'
same 'nothing is left behind' 0 "$(find "$TMPDIR" -mindepth 1 -maxdepth 1 | wc -l | tr -d ' ')"
report
