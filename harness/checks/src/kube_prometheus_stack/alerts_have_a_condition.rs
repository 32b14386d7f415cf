use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::promql::alert_queries};

const DOCS: &str = "\
## What must hold

The expression of every alert can be without result: it compares, or asks for absence. Those of severity `none`, by which alerting itself is watched, cannot.

## Why it matters

A forgotten comparison fires for ever. A dead man's switch with a condition reports a failure of alerting when there is none.

## How it is judged

Comparisons with `bool` do not filter; both sides of `or` must be able to be empty.

## How to fix

Add the comparison, or remove it from the switch.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.alerts-have-a-condition"),
    title: "an alert fires for a reason, and the dead man's switch always",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/stack.md#alerts")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for rule in alert_queries(cx, out) {
        let Some(query) = rule.read() else { continue };
        out.examine("alerts");
        let wrong = match (rule.severity() == "none", query.has_condition()) {
            (false, false) => "fires whatever is measured",
            (true, true) => "is a dead man's switch and may fall silent",
            _ => continue,
        };
        out.fail(
            Finding::new(format!("alert {} {wrong}", rule.name()), rule.location(&["expr"]))
                .help("compare with a limit, or use vector(1) for the switch"),
        );
    }
}
