use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{Selector, hits_run_time_pods, pod_templates},
};

const DOCS: &str = "\
## What must hold

The selector of every Service matches the labels of at least one pod template of the same cluster and namespace. Services into `kube-system` select what Kubernetes itself runs there and are left out.

## Why it matters

A Service without pods answers nobody, and every monitor, Ingress and policy behind it looks right.

## How it is judged

Selectors are compared with all pod templates, including the pods that prometheus-operator makes from its custom resources.

## How to fix

Use the labels that the pods carry; charts name them differently from what one would guess.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.service-selectors-hit"),
    title: "every Service selects pods of the stack",
    level: Level::Must,
    traces: &[Trace::new("FR-010", "docs/stack.md#cross-object")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let pods = pod_templates(cx.stack);
    for service in cx.stack.of_kind("Service") {
        let Some(node) = service.node.dig(&["spec", "selector"]) else { continue };
        if service.namespace() == "kube-system" {
            continue;
        }
        out.examine("services");
        let selector = Selector::map(node);
        let hit = pods.iter().any(|pod| {
            pod.object.cluster == service.cluster
                && pod.object.namespace() == service.namespace()
                && selector.matches(&pod.labels)
        });
        if selector.is_empty() || !(hit || hits_run_time_pods(service.namespace(), &selector)) {
            out.fail(
                Finding::new(
                    format!("{} selects no pod of cluster {}", service.id, service.cluster),
                    service.location(&JsonPointer::root().key("spec").key("selector")),
                )
                .help("use the labels that the pod template carries"),
            );
        }
    }
}
