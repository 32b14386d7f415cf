use conform_manifest::{Object, yaml::Node};
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::pod_templates};

const DOCS: &str = "\
## What must hold

Every container of the tree requests CPU and memory and has a memory limit. Containers that run once before the others are included.

## Why it matters

Charts set almost none of these. Without requests the scheduler and the budget of 4 CPU and 16 GB see nothing; without a memory limit one container takes the node with it.

## How it is judged

The resources of all containers are read, and those of the Prometheus, its sidecar and the Alertmanager from their custom resources.

## How to fix

Set the values key of the chart, or patch the rendered container where the chart has none.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.resources-set"),
    title: "every container requests CPU and memory and limits memory",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#resource-budget")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for pod in pod_templates(cx.stack) {
        for container in pod.containers() {
            complete(pod.object, container.node, &container.pointer, container.name(), out);
        }
        if pod.spec().is_none() {
            let spec = JsonPointer::root().key("spec");
            if let Some(node) = pod.object.node.get("spec") {
                complete(pod.object, node, &spec, "main", out);
                if let Some(thanos) = node.get("thanos") {
                    complete(pod.object, thanos, &spec.key("thanos"), "thanos-sidecar", out);
                }
            }
        }
    }
}

fn complete(object: &Object, holder: &Node, place: &JsonPointer, name: &str, out: &mut Outcome) {
    out.examine("containers");
    let missing: Vec<String> = [("requests", "cpu"), ("requests", "memory"), ("limits", "memory")]
        .into_iter()
        .filter(|(group, resource)| holder.dig(&["resources", group, resource]).is_none())
        .map(|(group, resource)| format!("{group}.{resource}"))
        .collect();
    if !missing.is_empty() {
        out.fail(
            Finding::new(
                format!("container `{name}` of {} has no {}", object.id, missing.join(", ")),
                object.location(&place.key("resources")),
            )
            .help("set the chart's values key for it, or patch the rendered container"),
        );
    }
}
