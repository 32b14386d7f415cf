use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{Quantity, pod_templates},
};

const DOCS: &str = "\
## What must hold

Every CPU and memory quantity of a container is a Kubernetes quantity, is not negative, and no request is above the limit of the same resource.

## Why it matters

The API server refuses such a pod template, or the controller fails to create pods from it, long after the apply command has said that all is well.

## How it is judged

Requests and limits of all containers of all workloads are read as quantities and compared per resource.

## How to fix

Lower the request or raise the limit, in the values file or in the patch named by the finding.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.requests-within-limits"),
    title: "container resources are quantities and requests stay within limits",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#resource-budget")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for pod in pod_templates(cx.stack) {
        for container in pod.containers() {
            let resources = container.pointer.key("resources");
            let quantity = |group: &str, resource: &str| {
                container.node.dig(&["resources", group, resource]).map(|node| (Quantity::of(node), node))
            };
            for group in ["requests", "limits"] {
                let entries = container.node.dig(&["resources", group]).and_then(|node| node.as_map());
                for entry in entries.into_iter().flatten() {
                    out.examine("quantities");
                    let pointer = resources.key(group).key(&entry.key);
                    let wrong = match Quantity::of(&entry.value) {
                        None => "is no quantity",
                        Some(value) if value.is_negative() => "is negative",
                        Some(_) => continue,
                    };
                    out.fail(
                        Finding::new(
                            format!("{group}.{} of container `{}` {wrong}", entry.key, container.name()),
                            pod.object.location(&pointer),
                        )
                        .help("write a quantity such as 250m or 512Mi"),
                    );
                }
            }
            for resource in ["cpu", "memory", "ephemeral-storage"] {
                if let (Some((Some(request), _)), Some((Some(limit), _))) =
                    (quantity("requests", resource), quantity("limits", resource))
                    && request > limit
                {
                    out.fail(
                        Finding::new(
                            format!(
                                "container `{}` requests more {resource} than its limit allows",
                                container.name()
                            ),
                            pod.object.location(&resources.key("requests").key(resource)),
                        )
                        .related("the limit", pod.object.location(&resources.key("limits").key(resource)))
                        .help("lower the request or raise the limit"),
                    );
                }
            }
        }
    }
}
