use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    contracts::Role,
    kube::{alert_rules, entities::alert_rule},
};

const DOCS: &str = "\
## What must hold

Every alert that a contract lists is in a rule of every cluster, or of the central one where the contract says so, with the severity that the contract names.

## Why it matters

An alert that is gone is silence, and silence looks like health.

## How it is judged

The rules of all PrometheusRules are compared with all contracts, cluster by cluster.

## How to fix

Add the rule under `deploy/base/alerts` or `deploy/base/alerts-central`, or correct the contract.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.alerts-complete"),
    title: "every cluster has the alerts of the contracts",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/design.md#fr-012"), Trace::new("FR-012a", "docs/design.md#fr-012a")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let rules = alert_rules(cx.stack);
    for cluster in &cx.contracts.topology.clusters {
        for wanted in cx.contracts.iter().flat_map(|contract| &contract.alerts) {
            if wanted.central_only && cluster.role != Role::Central {
                continue;
            }
            out.examine("alerts");
            let name = &wanted.name.value;
            let own = || rules.iter().filter(|rule| rule.object.cluster == cluster.id && rule.name() == name);
            let Some(first) = own().next() else {
                out.fail(
                    Finding::new(
                        format!("cluster {} has no alert {name}", cluster.id),
                        wanted.name.location.clone(),
                    )
                    .help("add the rule, or correct its name in the contract"),
                );
                continue;
            };
            if !own().any(|rule| alert_rule(rule.node).severity == wanted.severity.value) {
                out.fail(
                    Finding::new(
                        format!("alert {name} does not have the severity {}", wanted.severity.value),
                        first.location(&["labels", "severity"]),
                    )
                    .related("the contract demands", wanted.severity.location.clone())
                    .help("correct the label `severity` of the rule"),
                );
            }
        }
    }
}
