use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::promql::{RuleQuery, panel_queries, rule_queries},
};

const DOCS: &str = "\
## What must hold

Every metric that a panel or a variable asks for is in `contracts/metrics.yaml`, or is recorded by a rule.

## Why it matters

A panel without data looks like a quiet system.

## How it is judged

The selectors of each question are compared with the catalogue.

## How to fix

Correct the name, or add the metric to the catalogue with where it was looked up.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.panels-use-known-metrics"),
    title: "panels ask for metrics that exist",
    level: Level::Must,
    traces: &[Trace::new("FR-011", "docs/stack.md#alerts")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let rules = rule_queries(cx, out);
    let recorded: Vec<&str> = rules.iter().filter(|rule| !rule.alerts()).map(RuleQuery::name).collect();
    for panel in panel_queries(cx, out) {
        for selection in panel.read().into_iter().flat_map(|query| &query.selections) {
            out.examine("selectors");
            let metric = selection.metric.as_str();
            if cx.contracts.metrics.of(metric).is_some() || recorded.contains(&metric) {
                continue;
            }
            out.fail(
                Finding::new(
                    format!("{} asks for `{metric}`, which nobody is known to write", panel.asked.by),
                    panel.place.clone(),
                )
                .help("correct the name, or add the metric to contracts/metrics.yaml"),
            );
        }
    }
}
