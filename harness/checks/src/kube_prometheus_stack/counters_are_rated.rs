use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::promql::{Step, alert_queries},
};

const DOCS: &str = "\
## What must hold

Every counter in the expression of an alert is inside `rate`, `irate`, `increase`, `resets` or `changes`, or is only asked for its presence.

## Why it matters

A count of failures stays above zero after the first one: the alert fires until the process restarts, and then hides what comes next.

## How it is judged

Types come from `contracts/metrics.yaml`. What stands right of `and` and `unless`, and inside `absent`, only asks for presence.

## How to fix

Wrap the selector in `increase(…[10m])` or `rate(…[5m])`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.counters-are-rated"),
    title: "an alert looks at how much a counter rises, not at how high it is",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/stack.md#alerts")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const RATED: &[&str] = &["rate", "irate", "increase", "resets", "changes", "absent", "absent_over_time"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for rule in alert_queries(cx, out) {
        for selection in rule.read().into_iter().flat_map(|query| &query.selections) {
            out.examine("selectors");
            if cx.contracts.metrics.rises(&selection.metric) != Some(true) {
                continue;
            }
            let rated = selection.path.iter().any(|step| match step {
                Step::Call(function) => RATED.contains(function),
                Step::Operand { operator, right: true } => ["and", "unless"].contains(&operator.as_str()),
                _ => false,
            });
            if !rated {
                out.fail(
                    Finding::new(
                        format!(
                            "alert {} compares the counter `{}` as it stands",
                            rule.name(),
                            selection.metric
                        ),
                        rule.location(&["expr"]),
                    )
                    .help("compare its increase or its rate"),
                );
            }
        }
    }
}
