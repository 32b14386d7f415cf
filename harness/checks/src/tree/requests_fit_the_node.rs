use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{PodTemplate, Quantity, pod_templates},
};

const DOCS: &str = "\
## What must hold

The CPU and memory requests of everything rendered for a cluster stay within the budget of the contract `minikube-install`.

## Why it matters

On a cluster of one node whatever does not fit stays pending for ever.

## How it is judged

Requests of all containers are summed per cluster, times the replicas of their workload; containers that run once before the others count where they ask for more than those.

## How to fix

Lower requests, or raise the budget together with the node.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.requests-fit-the-node"),
    title: "the requests of a cluster fit its one node",
    level: Level::Must,
    traces: &[Trace::new("FR-014", "docs/stack.md#resource-budget")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let budget =
        |resource: &str| cx.contracts.fact(ContractId::MinikubeInstall, &format!("budget-{resource}"));
    let pods = pod_templates(cx.stack);
    for cluster in cx.stack.clusters() {
        for resource in ["cpu", "memory"] {
            let budget = budget(resource);
            let Some(limit) = Quantity::parse(&budget.value) else {
                out.fail(Finding::new("the budget is no quantity", budget.location.clone()));
                continue;
            };
            let own = pods.iter().filter(|pod| pod.object.cluster == *cluster);
            let mut largest: Option<(Quantity, &PodTemplate<'_>)> = None;
            let mut sum = Quantity::default();
            for pod in own {
                out.examine("pods");
                let request = request(pod, resource);
                sum = sum.plus(request);
                if largest.is_none_or(|(other, _)| request > other) {
                    largest = Some((request, pod));
                }
            }
            if let Some((_, pod)) = largest.filter(|_| sum > limit) {
                let over = sum.milli() - limit.milli();
                out.fail(
                    Finding::new(
                        format!(
                            "the pods of cluster {cluster} request {} too much {resource}",
                            amount(resource, over)
                        ),
                        pod.object.location(&JsonPointer::root().key("spec")),
                    )
                    .related("the budget", budget.location.clone())
                    .help("lower requests, beginning with the largest, which is the one shown"),
                );
            }
        }
    }
}

fn amount(resource: &str, milli: i128) -> String {
    if resource == "cpu" { format!("{milli}m") } else { format!("{}Mi", milli / 1000 / (1 << 20)) }
}

/// What all replicas of a workload request together.
fn request(pod: &PodTemplate<'_>, resource: &str) -> Quantity {
    let of = |node: &Node| {
        node.dig(&["resources", "requests", resource]).and_then(Quantity::of).unwrap_or_default()
    };
    let (mut running, mut first) = (Quantity::default(), Quantity::default());
    for container in pod.containers() {
        if container.init {
            first = first.max(of(container.node));
        } else {
            running = running.plus(of(container.node));
        }
    }
    if let (None, Some(spec)) = (pod.spec(), pod.object.node.get("spec")) {
        running = running.plus(of(spec)).plus(spec.get("thanos").map(of).unwrap_or_default());
    }
    let one = running.max(first);
    // A DaemonSet has one pod, since a cluster has one node.
    let replicas = pod.object.node.dig(&["spec", "replicas"]).and_then(Node::as_i64).unwrap_or(1).max(0);
    (0..replicas).fold(Quantity::default(), |sum, _| sum.plus(one))
}
