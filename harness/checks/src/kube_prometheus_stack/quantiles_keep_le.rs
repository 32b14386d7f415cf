use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::promql::{Step, every_query},
};

const DOCS: &str = "\
## What must hold

What `histogram_quantile` is given are the buckets of a histogram, and every aggregation in between keeps the label `le`.

## Why it matters

Without it there is one bucket, and the quantile is not a number: an alert that never fires, a panel that stays empty.

## How it is judged

The selectors inside each `histogram_quantile` and the aggregations around them are looked at.

## How to fix

Add `le` to the `by` of the aggregation.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.quantiles-keep-le"),
    title: "quantiles are computed from buckets that are still told apart",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/stack.md#alerts"), Trace::new("FR-011", "docs/stack.md#alerts")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for found in every_query(cx, out) {
        for selection in found.query().into_iter().flat_map(|query| &query.selections) {
            out.examine("selectors");
            let quantile = |step: &Step| *step == Step::Call("histogram_quantile");
            let Some(at) = selection.path.iter().position(quantile) else { continue };
            let le = "le".to_owned();
            let dropped = selection.path[at..].iter().any(
                |step| matches!(step, Step::Aggregate { labels, keeps } if labels.contains(&le) != *keeps),
            );
            let wrong = if dropped {
                "drops the label le before the quantile"
            } else if !selection.metric.ends_with("_bucket") {
                "computes a quantile from what are no buckets"
            } else {
                continue;
            };
            out.fail(
                Finding::new(format!("{} {wrong}: `{}`", found.by, selection.metric), found.place.clone())
                    .help("aggregate the rates of the buckets by le"),
            );
        }
    }
}
