use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::promql::{Step, every_query},
};

const DOCS: &str = "\
## What must hold

Where a metric has one series per state, as `longhorn_volume_robustness` has, each selector matches the label that tells them apart, or the aggregation around it keeps that label.

## Why it matters

Older releases had one series with a number for the state. A rule that still compares with that number never fires; a sum over all states is always one.

## How it is judged

`apart` of `contracts/metrics.yaml` names the label; matcher and innermost aggregation are looked at.

## How to fix

Add the matcher, such as `state=\"degraded\"`, or keep the label in `by`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.states-are-told-apart"),
    title: "series that exclude one another are told apart",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/stack.md#l-7"), Trace::new("FR-011", "docs/stack.md#l-7")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for found in every_query(cx, out) {
        for selection in found.query().into_iter().flat_map(|query| &query.selections) {
            out.examine("selectors");
            let apart = cx.contracts.metrics.of(&selection.metric).and_then(|metric| metric.apart.as_ref());
            let Some(apart) = apart else { continue };
            let matched = selection.matchers.iter().any(|own| own.label == apart.value && !own.negated);
            let kept = selection.path.iter().rev().find_map(|step| match step {
                Step::Aggregate { labels, keeps } => Some(labels.contains(&apart.value) == *keeps),
                _ => None,
            });
            if !matched && kept != Some(true) {
                out.fail(
                    Finding::new(
                        format!(
                            "{} takes all series of `{}` together, whatever their `{}`",
                            found.by, selection.metric, apart.value
                        ),
                        found.place.clone(),
                    )
                    .related("the catalogue says so", apart.location.clone())
                    .help("match the label, or keep it in the aggregation"),
                );
            }
        }
    }
}
