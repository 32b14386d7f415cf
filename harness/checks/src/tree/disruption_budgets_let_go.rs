use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{Selector, pod_templates},
};

const DOCS: &str = "\
## What must hold

Every PodDisruptionBudget lets at least one of its pods go: `maxUnavailable` is not 0, and `minAvailable` is less than the replicas of what it selects.

## Why it matters

A budget that lets nothing go stops every drain, and with it every upgrade, until somebody deletes the budget in anger.

## How it is judged

The numbers are compared with the replicas of the workloads that the budget selects.

## How to fix

Lower `minAvailable`, or run more replicas.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.disruption-budgets-let-go"),
    title: "no disruption budget keeps a node from being drained",
    level: Level::Must,
    traces: &[Trace::new("FR-015", "docs/stack.md#cross-object")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let pods = pod_templates(cx.stack);
    let spec = JsonPointer::root().key("spec");
    for budget in cx.stack.of_kind("PodDisruptionBudget") {
        out.examine("budgets");
        let selector = budget.node.dig(&["spec", "selector"]).map(Selector::labels).unwrap_or_default();
        let replicas: i64 = pods
            .iter()
            .filter(|pod| {
                pod.object.cluster == budget.cluster
                    && pod.object.namespace() == budget.namespace()
                    && selector.matches(&pod.labels)
            })
            .map(|pod| pod.object.node.dig(&["spec", "replicas"]).and_then(Node::as_i64).unwrap_or(1))
            .sum();
        if replicas == 0 {
            // Another clause reports a selector that hits nothing.
            continue;
        }
        let none = |key: &str| {
            budget.node.dig(&["spec", key]).is_some_and(|own| match own.as_str() {
                Some(text) => text == if key == "minAvailable" { "100%" } else { "0%" },
                None => own
                    .as_i64()
                    .is_some_and(|own| if key == "minAvailable" { own >= replicas } else { own == 0 }),
            })
        };
        if let Some(key) = ["minAvailable", "maxUnavailable"].into_iter().find(|key| none(key)) {
            out.fail(
                Finding::new(
                    format!("{} lets none of its {replicas} pods go", budget.id),
                    budget.location(&spec.key(key)),
                )
                .help("lower minAvailable below the replicas, or set maxUnavailable: 1"),
            );
        }
    }
}
