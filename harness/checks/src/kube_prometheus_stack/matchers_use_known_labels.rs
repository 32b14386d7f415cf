use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::promql::{Step, every_query},
};

const DOCS: &str = "\
## What must hold

Every label by which a selector matches, and every label that the aggregation directly around it keeps, is one that the metric carries by itself or by its target.

## Why it matters

A matcher on a label that is not there selects nothing; an aggregation by it mixes what it should tell apart.

## How it is judged

`labels` of `contracts/metrics.yaml`, and the labels that a scrape adds to every series.

## How to fix

Correct the label, or add it to the metric in the catalogue.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.matchers-use-known-labels"),
    title: "rules and panels go by labels that their metrics carry",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/stack.md#alerts"), Trace::new("FR-011", "docs/stack.md#alerts")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The labels of every target, as the monitors of this stack set them.
const OF_TARGETS: &[&str] = &[
    "cluster",
    "container",
    "endpoint",
    "instance",
    "job",
    "metrics_path",
    "namespace",
    "node",
    "pod",
    "service",
];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for found in every_query(cx, out) {
        for selection in found.query().into_iter().flat_map(|query| &query.selections) {
            let Some(metric) = cx.contracts.metrics.of(&selection.metric) else { continue };
            out.examine("selectors");
            let bucket = selection.metric.ends_with("_bucket");
            let carries = |label: &str| {
                OF_TARGETS.contains(&label)
                    || (bucket && label == "le")
                    || metric.labels.iter().any(|own| own.value == label)
            };
            // Beyond an operator other series may bring labels of theirs.
            let around = selection
                .path
                .iter()
                .rev()
                .take_while(|step| !matches!(step, Step::Operand { .. }))
                .find_map(|step| match step {
                    Step::Aggregate { labels, keeps: true } => Some(labels),
                    _ => None,
                });
            let matched = selection.matchers.iter().map(|own| ("matches", own.label.as_str()));
            let kept = around.into_iter().flatten().map(|label| ("aggregates", label.as_str()));
            for (does, label) in matched.chain(kept).filter(|(_, label)| !carries(label)) {
                out.fail(
                    Finding::new(
                        format!(
                            "{} {does} `{}` by `{label}`, which it does not carry",
                            found.by, selection.metric
                        ),
                        found.place.clone(),
                    )
                    .related("the metric", metric.name.location.clone())
                    .help("correct the label, or add it to contracts/metrics.yaml"),
                );
            }
        }
    }
}
