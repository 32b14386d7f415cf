# What there is to do, and how.
default:
    @just --list --unsorted

# Render the tree and judge every clause
check *ARGS:
    cargo run --release -- check {{ARGS}}

# All tests
test *ARGS:
    cargo test --workspace {{ARGS}}

# Render the tree into a folder
render OUT *ARGS:
    cargo run --release -- render --out {{OUT}} {{ARGS}}

# Where each chart comes from; `just charts pull`, `just charts diff`
charts *ARGS:
    cargo run --release -- charts {{ARGS}}

# Write the generated documents
docs *ARGS:
    cargo run --release -- docs {{ARGS}}

# Write everything that is generated: list of clauses, preload list of images
bless:
    out=$(mktemp -d) && cargo run --release -- docs && cargo run --release -- render --out "$out" && deploy/scripts/list-images.sh "$out" > deploy/images/preload.txt

# Format, lints, scripts, dependency policy
lint:
    cargo fmt --all --check && cargo clippy --workspace --all-targets -- -D warnings && git ls-files '*.sh' .ci/run | xargs shellcheck && cargo deny check bans licenses sources
