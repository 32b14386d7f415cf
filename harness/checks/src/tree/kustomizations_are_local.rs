use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    sources::{kustomizations, resolve},
};

const DOCS: &str = "\
## What must hold

Every entry of `resources` and `components` is a path within the tree, none a URL or a repository; charts come through `helmCharts` alone, from a folder of the tree.

## Why it matters

What is fetched while rendering can change between two renders, and on a site without internet there is no render at all.

## How it is judged

The kustomizations of the source tree are read; paths are resolved against their folder.

## How to fix

Vendor the file into the tree.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.kustomizations-are-local"),
    title: "no kustomization fetches anything",
    level: Level::Must,
    traces: &[Trace::new("FR-001", "docs/stack.md#kustomize-fields")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (text, root) in kustomizations(cx, out) {
        for list in ["resources", "components"] {
            for (at, entry) in root.dig_seq(&[list]).enumerate() {
                out.examine("entries");
                let path = entry.as_str().unwrap_or_default();
                let target = resolve(&text.file, path);
                let there = target.as_deref().is_some_and(|target| {
                    cx.sources.is_some_and(|sources| {
                        sources.text(target).is_some()
                            || sources.text(&format!("{target}/kustomization.yaml")).is_some()
                    })
                });
                if there {
                    continue;
                }
                let place = JsonPointer::root().key(list).index(at);
                out.fail(
                    Finding::new(
                        format!("`{path}` is no file and no kustomization of the tree"),
                        text.location(root.span_at(&place)),
                    )
                    .help("name a path within the tree; vendor what comes from elsewhere"),
                );
            }
        }
        let home = root.dig_str(&["helmGlobals", "chartHome"]);
        let charts = root.get("helmCharts").and_then(Node::as_seq).is_some_and(|charts| !charts.is_empty());
        let vendored = home.and_then(|home| resolve(&text.file, home)).as_deref() == Some("deploy/charts");
        if charts && !vendored {
            let place = JsonPointer::root().key("helmGlobals").key("chartHome");
            out.fail(
                Finding::new(
                    "charts do not come from the folder of the tree",
                    text.location(root.span_at(&place)),
                )
                .help("set `helmGlobals: {chartHome: ../../charts}`"),
            );
        }
    }
}
