use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, sources::kustomizations};

const DOCS: &str = "\
## What must hold

Wherever a chart is inflated, it is the same version from the same repository.

## Why it matters

The definitions come from the operator's chart in one stage, its objects in another. Two versions of it are an operator that asks for fields its definitions do not have.

## How it is judged

The entries under `helmCharts` of all kustomizations are compared by the name of the chart.

## How to fix

Write the same version everywhere.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.charts-have-one-version"),
    title: "a chart has one version in all of the tree",
    level: Level::Must,
    traces: &[Trace::new("FR-001", "docs/stack.md#k-4")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let mut first: Vec<(String, String, conform_model::Location)> = Vec::new();
    for (text, root) in kustomizations(cx, out) {
        for (at, chart) in root.dig_seq(&["helmCharts"]).enumerate() {
            out.examine("charts");
            let field = |key: &str| chart.dig_str(&[key]).unwrap_or_default();
            let name = field("name").to_owned();
            let version = format!("{} of {}", field("version"), field("repo"));
            let place = JsonPointer::root().key("helmCharts").index(at).key("version");
            let here = text.location(root.span_at(&place));
            match first.iter().find(|(own, _, _)| *own == name) {
                None => first.push((name, version, here)),
                Some((_, other, _)) if *other == version => {}
                Some((_, other, there)) => out.fail(
                    Finding::new(format!("chart {name} is {version} here and {other} elsewhere"), here)
                        .related("the other place", there.clone())
                        .help("write the same version everywhere"),
                ),
            }
        }
    }
}
