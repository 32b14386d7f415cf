#!/usr/bin/env bash
# The scripts over the tree itself, with the kustomize and helm that are on PATH and the stand-in
# charts: every stage of every cluster renders, and preload.txt names exactly its images.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"

root=$(cd "$SCRIPTS/../.." && pwd)
for tool in kubectl helm; do
    command -v $tool >/dev/null 2>&1 || {
        echo "tree: skipped, no $tool on PATH"
        report
        exit
    }
done
export KUBECONFIG=/dev/null
mkdir "$T/repo" "$T/rendered"
cp -r "$root/contracts" "$T/repo/"
(cd "$root" && tar -cf - --exclude=./deploy/charts ./deploy) | (cd "$T/repo" && tar -xf -)
find "$T/repo/deploy" -name '*.example' | while IFS= read -r example; do
    sed 's/REPLACE_ME/filled-in/g' "$example" >"${example%.example}"
done

while IFS= read -r cluster; do
    t "dry run of $cluster" 0 "$T/repo/deploy/scripts/deploy-cluster.sh" "$cluster" --dry-run --chart-home "$root/fixtures/charts"
    for stage in "$T/repo/deploy/overlays/cluster-$cluster"/[0-9]*; do has "== ${stage##*/}"; done
    lacks 'not rendered'
    lacks 'filled-in'
done < <(bash -c '. "$1"; topology_clusters' _ "$T/repo/deploy/scripts/lib.sh" | cut -f 1)

mkdir "$T/repo/deploy/charts"
ln -s "$root/fixtures/charts"/*/ "$T/repo/deploy/charts/"
for stage in "$T/repo/deploy/overlays"/*/[0-9]*; do
    kubectl kustomize --enable-helm "$stage" >"$T/rendered/$(basename "$(dirname "$stage")")-${stage##*/}.yaml" 2>"$T/stderr" || {
        OUT=$(cat "$T/stderr")
        bad "${stage#"$T/repo/"} does not render"
    }
done
same 'preload.txt is current (list-images.sh over the render)' "$(cat "$root/deploy/images/preload.txt")" \
    "$("$SCRIPTS/list-images.sh" "$T/rendered" 2>/dev/null)"
report
