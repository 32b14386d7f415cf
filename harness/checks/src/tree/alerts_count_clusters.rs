use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

The alerts that tell of a missing store and of a missing OpenSearch node exist, and the number they compare with is the number of clusters of the topology.

## Why it matters

An alert that waits for fewer than three never fires for the fourth.

## How it is judged

The alerts named by the contracts are looked up in the rules of every stage; their expression must end in `< ` and the number.

## How to fix

Write the number of clusters into the expression of the rule.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.alerts-count-clusters"),
    title: "alerts that count nodes or stores know the number of clusters",
    level: Level::Must,
    traces: &[
        Trace::new("FR-012", "docs/stack.md#strict-endpoints"),
        Trace::new("FR-008", "docs/stack.md#o-2"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The contracts that name such an alert, and the fact that holds its name.
const NAMED: &[(ContractId, &str)] = &[
    (ContractId::ThanosDeployment, "alert-stores-missing"),
    (ContractId::OpensearchDeployment, "alert-nodes-missing"),
];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let clusters = cx.contracts.topology.clusters.len();
    for (contract, fact) in NAMED {
        let name = cx.contracts.fact(*contract, fact);
        let mut found = false;
        for rules in cx.stack.of_kind("PrometheusRule") {
            for (group, node) in rules.node.dig_seq(&["spec", "groups"]).enumerate() {
                for (at, rule) in node.dig_seq(&["rules"]).enumerate() {
                    if rule.dig_str(&["alert"]) != Some(&name.value) {
                        continue;
                    }
                    found = true;
                    out.examine("alerts");
                    let expression = rule.dig_str(&["expr"]).unwrap_or_default().trim();
                    let number =
                        expression.rsplit_once('<').and_then(|(_, number)| number.trim().parse().ok());
                    if number != Some(clusters) {
                        let place = JsonPointer::root().key("spec").key("groups").index(group);
                        let place = place.key("rules").index(at).key("expr");
                        out.fail(
                            Finding::new(
                                format!(
                                    "alert {} does not compare with {clusters}, the number of clusters",
                                    name.value
                                ),
                                rules.location(&place),
                            )
                            .related("the clusters are these", cx.contracts.topology.location.clone())
                            .help(format!("end the expression in `< {clusters}`")),
                        );
                    }
                }
            }
        }
        if !found {
            out.fail(
                Finding::new(format!("no stage renders the alert {}", name.value), name.location.clone())
                    .help("add the rule, or correct its name in the contract"),
            );
        }
    }
}
