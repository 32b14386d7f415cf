#!/usr/bin/env bash
# Judge the tree, or with --live the running clusters, by Conform's contracts.
#
# usage: validate-deployment.sh [--live] [--dry-run] [ARGUMENT...]
#
#   --live       conform live instead of conform check
#   --dry-run    print the command, run nothing
#   --help
# Every other argument goes to conform as it is, for example: --cluster 196, --format junit.
#
# conform on PATH is used as it is; without it cargo builds and runs the one of this checkout.
#
# exit: conform's own codes (docs/reference.md), and 4 where neither conform nor cargo is there
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

verb=check features=() arguments=()
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help)
        print_help
        exit 0
        ;;
    --live) verb=live features=(--features live) ;;
    --dry-run) DRY_RUN=true ;;
    --)
        shift
        arguments+=("$@")
        break
        ;;
    *) arguments+=("$1") ;;
    esac
    shift
done

if command -v conform >/dev/null 2>&1; then
    command=(conform)
elif command -v cargo >/dev/null 2>&1; then
    command=(cargo run --release "${features[@]}" --)
else
    die "$EX_REFUSED" "neither conform nor cargo is on PATH" \
        "put the conform binary on PATH, or install the Rust toolchain of rust-toolchain.toml"
fi
cd "$ROOT_DIR"
run "${command[@]}" "$verb" "${arguments[@]}"
