use std::collections::BTreeSet;

use conform_model::{ClauseId, ClusterId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::promql::{RuleQuery, rule_queries},
};

const DOCS: &str = "\
## What must hold

Every metric in the expression of a rule is in `contracts/metrics.yaml`, or is recorded by a rule of the same cluster.

## Why it matters

An alert on a metric that nobody writes never fires, and nothing ever says so.

## How it is judged

The selectors of each expression are compared with the catalogue; a selector without a metric's name is a finding too.

## How to fix

Correct the name, or add the metric to the catalogue with where it was looked up.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.rules-use-known-metrics"),
    title: "rules ask for metrics that exist",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/stack.md#alerts")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let rules = rule_queries(cx, out);
    for rule in &rules {
        for selection in rule.read().into_iter().flat_map(|query| &query.selections) {
            out.examine("selectors");
            let metric = selection.metric.as_str();
            let known = cx.contracts.metrics.of(metric).is_some();
            if known || recorded(&rules, &rule.object.cluster).contains(metric) {
                continue;
            }
            let wrong = if metric.is_empty() {
                "selects by no metric".to_owned()
            } else {
                format!("asks for `{metric}`, which nobody is known to write")
            };
            out.fail(
                Finding::new(format!("{} {wrong}", rule.words()), rule.location(&["expr"]))
                    .help("correct the name, or add the metric to contracts/metrics.yaml"),
            );
        }
    }
}

/// The metrics that the rules of a cluster record.
fn recorded<'a>(rules: &'a [RuleQuery<'_>], cluster: &ClusterId) -> BTreeSet<&'a str> {
    rules
        .iter()
        .filter(|rule| !rule.alerts() && rule.object.cluster == *cluster)
        .map(RuleQuery::name)
        .collect()
}
