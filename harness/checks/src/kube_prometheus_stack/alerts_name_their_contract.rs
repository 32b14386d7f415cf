use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::promql::alert_queries};

const DOCS: &str = "\
## What must hold

The label `contract` of every alert is the id of a contract, and that contract lists the alert.

## Why it matters

The label tells who answers for an alert, and the runbook goes by it. An alert that no contract lists can be removed without anybody noticing.

## How it is judged

The labels of all alerts are compared with the `alerts` of the contracts.

## How to fix

Correct the label, or list the alert in the contract.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.alerts-name-their-contract"),
    title: "every alert names the contract that demands it",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/stack.md#alerts")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for rule in alert_queries(cx, out) {
        out.examine("alerts");
        let name = rule.node.dig_str(&["labels", "contract"]).unwrap_or_default();
        let wrong = match cx.contracts.iter().find(|contract| contract.id.as_str() == name) {
            None => "is no contract".to_owned(),
            Some(contract) if contract.alerts.iter().any(|own| own.name.value == rule.name()) => continue,
            Some(_) => "does not list it".to_owned(),
        };
        out.fail(
            Finding::new(
                format!("alert {} names the contract `{name}`, which {wrong}", rule.name()),
                rule.location(&["labels", "contract"]),
            )
            .help("name the contract that demands the alert, and list it there"),
        );
    }
}
