use conform_manifest::{Object, yaml::Node};
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{Selector, component::central, thanos::QUERY},
};

const DOCS: &str = "\
## What must hold

Exactly one PodDisruptionBudget selects Query's pods. It keeps at least one of them and allows at least one to be evicted.

## Why it matters

Without a budget a drain takes all replicas at once. A budget that allows no eviction stops every drain, and with two budgets the API server refuses evictions altogether.

## How it is judged

The selectors of all budgets of the namespace are evaluated on the labels of Query's pods; percentages are rounded up as Kubernetes does.

## How to fix

Keep the budget in `deploy/base/thanos/query.yaml` with `minAvailable: 1` and the label of the pods.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.disruption-budget-guards-query"),
    title: "one disruption budget guards Query and lets a node be drained",
    level: Level::Must,
    traces: &[Trace::new("FR-015", "docs/stack.md#values-for-thanos")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for component in central(cx, out, QUERY) {
        out.examine("deployments");
        let query = component.object;
        let replicas = query.node.dig(&["spec", "replicas"]).and_then(Node::as_i64).unwrap_or(1);
        let budgets: Vec<&Object> = cx
            .stack
            .of_kind("PodDisruptionBudget")
            .filter(|budget| budget.cluster == query.cluster && budget.namespace() == query.namespace())
            .filter(|budget| {
                budget
                    .node
                    .dig(&["spec", "selector"])
                    .is_some_and(|node| Selector::labels(node).matches(&component.pod.labels))
            })
            .collect();
        let [budget] = budgets[..] else {
            out.fail(
                Finding::new(
                    format!("{} disruption budgets select the pods of Query, not one", budgets.len()),
                    query.location(&JsonPointer::root().key("spec").key("selector")),
                )
                .help("keep one PodDisruptionBudget whose selector matches the labels of the pods"),
            );
            continue;
        };
        let (key, amount) = ["minAvailable", "maxUnavailable"]
            .into_iter()
            .find_map(|key| Some((key, budget.node.dig(&["spec", key])?)))
            .map_or(("minAvailable", None), |(key, node)| (key, pods(node, replicas)));
        let kept = match (key, amount) {
            (_, None) => None,
            ("minAvailable", Some(amount)) => Some(amount),
            (_, Some(amount)) => Some(replicas - amount),
        };
        let wrong = match kept {
            None => "says no number of pods".to_owned(),
            Some(kept) if kept < 1 => "lets all replicas be evicted at once".to_owned(),
            Some(kept) if kept >= replicas => {
                format!("keeps {kept} of {replicas} replicas, so no node can be drained")
            }
            Some(_) => continue,
        };
        out.fail(
            Finding::new(
                format!("the disruption budget of Query {wrong}"),
                budget.location(&JsonPointer::root().key("spec").key(key)),
            )
            .related("the replicas", query.location(&JsonPointer::root().key("spec").key("replicas")))
            .help("set minAvailable to 1"),
        );
    }
}

/// A number of pods, given as such or in per cent of all.
fn pods(node: &Node, of: i64) -> Option<i64> {
    match node.as_str() {
        Some(text) => {
            let percent: i64 = text.strip_suffix('%')?.parse().ok()?;
            Some((of * percent + 99) / 100)
        }
        None => node.as_i64(),
    }
}
