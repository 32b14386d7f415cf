use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::promql::alert_queries};

const DOCS: &str = "\
## What must hold

Every alert has the label `severity` with one of the values of the contract's `severities`.

## Why it matters

Routes go by severity. An alert with a value of its own falls through to whatever route comes last.

## How it is judged

The label of every alert is compared with the contract.

## How to fix

Use one of the contract's values, or add the value there and in the routes.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.severities-are-known"),
    title: "every alert has a severity that is routed",
    level: Level::Must,
    traces: &[Trace::new("FR-012a", "docs/design.md#fr-012a")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let known = cx.contracts.fact(ContractId::KubePrometheusStack, "severities");
    for rule in alert_queries(cx, out) {
        out.examine("alerts");
        if known.value.split_whitespace().any(|value| value == rule.severity()) {
            continue;
        }
        out.fail(
            Finding::new(
                format!("alert {} has the severity `{}`", rule.name(), rule.severity()),
                rule.location(&["labels", "severity"]),
            )
            .related("the contract knows", known.location.clone())
            .help("use a severity of the contract"),
        );
    }
}
