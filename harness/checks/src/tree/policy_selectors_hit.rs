use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{Selector, hits_run_time_pods, pod_templates},
};

const DOCS: &str = "\
## What must hold

The pod selector of every NetworkPolicy and PodDisruptionBudget matches at least one pod template of its cluster and namespace. An empty selector of a NetworkPolicy means all pods and is accepted. Policies for probe namespaces and for pods that Longhorn makes at run time are known by their labels.

## Why it matters

A policy that selects nothing protects nothing, and nothing tells.

## How it is judged

Selectors are compared with all pod templates, and with the labels of pods that controllers of the stack make.

## How to fix

Use the labels that the pods carry, such as `app.kubernetes.io/name: fluent-bit`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.policy-selectors-hit"),
    title: "every network policy and disruption budget selects pods",
    level: Level::Must,
    traces: &[
        Trace::new("FR-017", "docs/stack.md#cross-object"),
        Trace::new("FR-015", "docs/stack.md#cross-object"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let pods = pod_templates(cx.stack);
    for (kind, route) in [("NetworkPolicy", "podSelector"), ("PodDisruptionBudget", "selector")] {
        for object in cx.stack.of_kind(kind) {
            out.examine("selectors");
            let selector = object.node.dig(&["spec", route]).map(Selector::labels).unwrap_or_default();
            if selector.is_empty() && kind == "NetworkPolicy" {
                continue;
            }
            let rendered = pods.iter().any(|pod| {
                pod.object.cluster == object.cluster
                    && pod.object.namespace() == object.namespace()
                    && selector.matches(&pod.labels)
            });
            if !rendered && !hits_run_time_pods(object.namespace(), &selector) {
                let place = JsonPointer::root().key("spec").key(route);
                out.fail(
                    Finding::new(
                        format!("{} selects no pod of cluster {}", object.id, object.cluster),
                        object.location(&place),
                    )
                    .help("use the labels that the pod template carries"),
                );
            }
        }
    }
}
