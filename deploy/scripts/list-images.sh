#!/usr/bin/env bash
# List every container image that rendered manifests will make a node pull.
#
# usage: list-images.sh [FILE|DIR]...        (no argument or "-": standard input)
#
# Reads YAML as kustomize writes it and prints image references, sorted, each once:
#   - every `image:` of a container or a custom resource (Prometheus, Alertmanager, spec.thanos …);
#   - images that a controller is told by argument: `--prometheus-config-reloader=IMAGE`,
#     `--…-image=IMAGE`, and `--…-image` followed by IMAGE (Longhorn's manager);
#   - images that a controller is told by environment: NAME ending in _IMAGE (Longhorn's CSI driver).
# A default without a tag (`--prometheus-default-base-image=…`) names no image and is left out.
# Text inside ConfigMaps is not read.
#
# deploy/images/preload.txt is the output over the render of all clusters:
#   conform render --out DIR && deploy/scripts/list-images.sh DIR > deploy/images/preload.txt
#
# A tag `latest`, or none, is reported on standard error: such an image is pulled again at every
# start, which a node without internet cannot do.
# exit: 0 ok, 1 no image found or unreadable input, 2 usage
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

extract() {
    awk '
        function value(s) {
            gsub(/^[ \t]+|[ \t]+$/, "", s)
            if (s ~ /^".*"$/ || s ~ /^\047.*\047$/) s = substr(s, 2, length(s) - 2)
            return s
        }
        function emit(s) {
            s = value(s)
            # host/path or path, then :tag and/or @digest; never a sentence or a template.
            if (s ~ /^[a-z0-9][a-z0-9._\/-]*(:[0-9]+\/[a-z0-9._\/-]+)?(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?(@sha256:[0-9a-f]+)?$/) print s
        }
        function indent_of(s) { match(s, /^ */); return RLENGTH }
        { sub(/\r$/, "") }
        /^---/ { in_block = 0; flag = 0; env = 0; next }
        {
            # Literal and folded blocks are text: skipped until the indentation returns.
            if (in_block) {
                if ($0 ~ /^[ ]*$/ || indent_of($0) > block_indent) next
                in_block = 0
            }
            body = $0; sub(/^ *(- +)*/, "", body)
            if (body ~ /^("[^"]*"|[^ "#:][^:]*): [|>][0-9+-]*$/ || body ~ /^[|>][0-9+-]*$/) {
                in_block = 1; block_indent = indent_of($0)
                flag = 0; env = 0; next
            }
            if (flag) {
                flag = 0
                if ($0 ~ /^ *- [^-]/) { emit(body); next }
            }
            if (env) {
                env = 0
                if (body ~ /^value: /) { emit(substr(body, 8)); next }
            }
            if (body ~ /^image: /) { emit(substr(body, 8)); next }
            if ($0 ~ /^ *- /) {
                arg = value(body)
                if (arg ~ /^--?[a-z0-9.-]*image$/) { flag = 1; next }
                if (arg ~ /^--?([a-z0-9.-]*image|prometheus-config-reloader)=.*[^\/]+[:@]/) {
                    emit(substr(arg, index(arg, "=") + 1)); next
                }
            }
            if (body ~ /^name: ["\047]?[A-Z0-9_]+_IMAGE["\047]?$/) env = 1
        }
    '
}

inputs=()
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help)
        print_help
        exit 0
        ;;
    -) inputs+=(-) ;;
    -*) usage_error "unknown option $1" ;;
    *) inputs+=("$1") ;;
    esac
    shift
done
[ ${#inputs[@]} -gt 0 ] || inputs=(-)

images=$(
    for input in "${inputs[@]}"; do
        if [ "$input" = - ]; then
            cat
        elif [ -d "$input" ]; then
            find "$input" -type f \( -name '*.yaml' -o -name '*.yml' \) -exec awk 'FNR == 1 { print "---" } { print }' {} +
        elif [ -r "$input" ]; then
            printf -- '---\n'
            cat "$input"
        else
            die "$EX_FAILED" "cannot read $input" "give rendered YAML files, a folder of them, or standard input"
        fi
    done | extract | LC_ALL=C sort -u
)
[ -n "$images" ] || die "$EX_FAILED" "no image in the input" "give rendered manifests: conform render --out DIR"
printf '%s\n' "$images"
while IFS= read -r image; do
    case ${image##*/} in
    *:latest) warn "$image: tag latest" ;;
    *:* | *@*) ;;
    *) warn "$image: no tag" ;;
    esac
done <<<"$images"
