#!/usr/bin/env bash
# All tests of the scripts. usage: run.sh [NAME]...   prints "N passed, N failed"; exit 0 or 1
# Nothing but the loopback interface is contacted. The test of backup-s3.sh against a real S3 server
# runs where `weed` (SeaweedFS), `aws` and `openssl` are on PATH, and says so where they are not.
set -uo pipefail
cd "$(dirname "$0")" || exit 1
counts=$(mktemp)
trap 'rm -f "$counts"' EXIT
passed=0 failed=0
for test in *.test.sh; do
    name=${test%.test.sh}
    [ $# -eq 0 ] || printf '%s\n' "$@" | grep -qx "$name" || continue
    echo '0 1' >"$counts" # a test that dies before its report has failed
    CONFORM_TEST_COUNTS=$counts bash "$test" || true
    read -r p f <"$counts"
    printf '%s: %s passed, %s failed\n' "$name" "$p" "$f"
    passed=$((passed + p)) failed=$((failed + f))
done
printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
