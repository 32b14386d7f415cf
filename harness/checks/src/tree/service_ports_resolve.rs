use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{PodTemplate, Selector, pod_templates},
};

const DOCS: &str = "\
## What must hold

The target port of every Service port is a port that a container of a selected pod lists, by name or by number. A numeric target on a pod that lists no ports at all is accepted.

## Why it matters

A Service whose target does not exist refuses every connection while all pods are ready.

## How it is judged

The pods selected by each Service are searched. Pods that an operator makes list the ports that prometheus-operator gives them.

## How to fix

Correct `targetPort`, or list the port in the container.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.service-ports-resolve"),
    title: "every Service port leads to a port of its pods",
    level: Level::Must,
    traces: &[Trace::new("FR-010", "docs/stack.md#cross-object")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let pods = pod_templates(cx.stack);
    for service in cx.stack.of_kind("Service") {
        let Some(node) = service.node.dig(&["spec", "selector"]) else { continue };
        let selector = Selector::map(node);
        let selected: Vec<&PodTemplate<'_>> = pods
            .iter()
            .filter(|pod| {
                pod.object.cluster == service.cluster
                    && pod.object.namespace() == service.namespace()
                    && selector.matches(&pod.labels)
            })
            .collect();
        if selected.is_empty() || selector.is_empty() {
            // Another clause reports a selector that hits nothing.
            continue;
        }
        for (at, port) in service.node.dig_seq(&["spec", "ports"]).enumerate() {
            out.examine("service ports");
            let target = port.get("targetPort").or_else(|| port.get("port"));
            let Some(target) = target else { continue };
            if !selected.iter().any(|pod| pod.has_port(target)) {
                let place = JsonPointer::root().key("spec").key("ports").index(at).key("targetPort");
                out.fail(
                    Finding::new(
                        format!("no pod that {} selects has port {}", service.id, target.to_json()),
                        service.location(&place),
                    )
                    .help("correct targetPort, or list the port in the container"),
                );
            }
        }
    }
}
