# shellcheck shell=bash
# What the tests beside this file share. Sourced by run.sh's children.
set -uo pipefail
TESTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
SCRIPTS=$(dirname "$TESTS")
export SCRIPTS
T=$(mktemp -d "${TMPDIR:-/tmp}/conform-test.XXXXXX")
cleanup() { rm -rf "$T"; }
trap cleanup EXIT
mkdir "$T/bin" "$T/home" "$T/tmp"
export HOME=$T/home TMPDIR=$T/tmp CONFORM_POLL_SECONDS=0.1
unset KUBECONFIG CONFORM_KUSTOMIZE CONFORM_HELM CONFORM_KUBECTL MINIKUBE_HOME AWS_PROFILE AWS_CA_BUNDLE
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SHARED_CREDENTIALS_FILE AWS_CONFIG_FILE CONFORM_S3_ENDPOINT
PASSED=0 FAILED=0 OUT=''

ok() { PASSED=$((PASSED + 1)); }
bad() {
    FAILED=$((FAILED + 1))
    printf 'FAIL %s: %s\n' "$(basename "$0" .test.sh)" "$1"
    [ -z "$OUT" ] || printf '%s\n' "$OUT" | tail -n 15 | sed 's/^/    | /'
}
# t NAME CODE COMMAND...: runs it, its output is in OUT afterwards
t() {
    local name=$1 wanted=$2 rc=0
    shift 2
    OUT=$("$@" 2>&1) || rc=$?
    if [ "$rc" = "$wanted" ]; then ok; else bad "$name: exit $rc, expected $wanted"; fi
}
has() { case $OUT in *"$1"*) ok ;; *) bad "output lacks: $1" ;; esac; }
lacks() { case $OUT in *"$1"*) bad "output has: $1" ;; *) ok ;; esac; }
same() { # NAME WANTED FOUND
    if [ "$2" = "$3" ]; then ok; else
        OUT=$(printf 'expected: %s\nfound:    %s' "$2" "$3")
        bad "$1"
    fi
}
holds() { # NAME COMMAND...
    local name=$1
    shift
    if "$@" >/dev/null 2>&1; then ok; else bad "$name"; fi
}
# fake NAME: a command on PATH, body from standard input; every call is logged to $T/calls
fake() {
    {
        printf '#!/usr/bin/env bash\nprintf "%%s" "%s" >>"%s/calls"; printf " %%s" "$@" >>"%s/calls"; echo >>"%s/calls"\n' "$1" "$T" "$T" "$T"
        cat
    } >"$T/bin/$1"
    chmod +x "$T/bin/$1"
}
calls() { cat "$T/calls" 2>/dev/null; }
forget() { : >"$T/calls"; }
report() {
    printf '%s %s\n' "$PASSED" "$FAILED" >"${CONFORM_TEST_COUNTS:-/dev/null}"
    [ "$FAILED" = 0 ]
}
