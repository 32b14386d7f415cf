use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};
use crate::{
    kube::pod_templates,
    required::{On, missing},
};
use conform_manifest::yaml::Node;

const DOCS: &str = "\
## What must hold

No container takes the fact `api-server-port` of the node, by host port, by a port in the network of the node, or by an argument that binds it there.

## Why it matters

The API server holds it. The pod then crashes with \"address already in use\", or, after a restart of the node, the API server does.

## How it is judged

Host ports of all workloads are read; in the network of the node also container ports and arguments that end in the port.

## How to fix

Choose another port, or leave the network of the node.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.api-server-port-is-free"),
    title: "nothing of the tree takes the port of the API server on the node",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/stack.md#m-3"), Trace::new("FR-003", "docs/stack.md#i-1")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let fact = cx.contracts.fact(ContractId::MinikubeInstall, "api-server-port");
    let number = fact.value.parse::<i64>().ok();
    let pods = pod_templates(cx.stack);
    for cluster in On::Every.clusters(cx) {
        let mut none = true;
        for pod in pods.iter().filter(|pod| pod.object.cluster == cluster.id) {
            none = false;
            out.examine("workloads");
            let host = pod.spec().and_then(|(_, spec)| spec.get("hostNetwork")).and_then(Node::as_bool)
                == Some(true);
            for container in pod.containers() {
                let mut places = Vec::new();
                for (at, port) in container.node.dig_seq(&["ports"]).enumerate() {
                    let taken =
                        |key: &str| number.is_some() && port.get(key).and_then(Node::as_i64) == number;
                    if taken("hostPort") || host && taken("containerPort") {
                        places.push(container.pointer.key("ports").index(at));
                    }
                }
                for (at, arg) in container.node.dig_seq(&["args"]).enumerate().filter(|_| host) {
                    let text = arg.as_str().unwrap_or_default();
                    if text.ends_with(&format!(":{}", fact.value))
                        || text.ends_with(&format!("port={}", fact.value))
                    {
                        places.push(container.pointer.key("args").index(at));
                    }
                }
                for place in places {
                    out.fail(
                        Finding::new(
                            format!(
                                "{} takes port {} of the node of {}",
                                pod.object.id, fact.value, cluster.id
                            ),
                            pod.object.location(&place),
                        )
                        .related("the API server holds it", fact.location.clone())
                        .help("choose another port, or leave the network of the node"),
                    );
                }
            }
        }
        if none {
            out.fail(missing(cluster, "workload"));
        }
    }
}
