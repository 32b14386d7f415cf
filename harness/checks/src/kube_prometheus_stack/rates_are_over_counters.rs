use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::promql::{Step, every_query},
};

const DOCS: &str = "\
## What must hold

`rate`, `irate`, `increase` and `resets` are given what only rises; `delta`, `idelta`, `deriv` and `predict_linear` what rises and falls.

## Why it matters

A rate over a gauge takes every fall for a restart and invents traffic; a slope over a counter turns negative at every restart.

## How it is judged

Types come from `contracts/metrics.yaml`; the parts of histograms and summaries rise.

## How to fix

Use the function for the type, or correct the type in the catalogue.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.rates-are-over-counters"),
    title: "rates are over counters and slopes over gauges",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/stack.md#alerts"), Trace::new("FR-011", "docs/stack.md#alerts")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const OVER_COUNTERS: &[&str] = &["rate", "irate", "increase", "resets"];
const OVER_GAUGES: &[&str] = &["delta", "idelta", "deriv", "predict_linear"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for found in every_query(cx, out) {
        for selection in found.query().into_iter().flat_map(|query| &query.selections) {
            out.examine("selectors");
            let (Some(Step::Call(function)), Some(rises)) =
                (selection.path.last(), cx.contracts.metrics.rises(&selection.metric))
            else {
                continue;
            };
            let wrong = if OVER_COUNTERS.contains(function) && !rises {
                "which is no counter"
            } else if OVER_GAUGES.contains(function) && rises {
                "which is no gauge"
            } else {
                continue;
            };
            out.fail(
                Finding::new(
                    format!("{} takes {function} of `{}`, {wrong}", found.by, selection.metric),
                    found.place.clone(),
                )
                .help("take the function that fits the metric"),
            );
        }
    }
}
