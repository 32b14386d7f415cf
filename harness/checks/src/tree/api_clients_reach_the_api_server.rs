use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        grants,
        network::{End, Network, Side},
        pod_templates,
    },
};

const DOCS: &str = "\
## What must hold

Every pod whose service account a binding names may reach its node's address on the port of the API server.

## Why it matters

Policies see the API server's own address, never that of its Service. A collector without this egress starts, and loses the names of all pods; an operator reconciles nothing.

## How it is judged

Bindings say who has rights. The policies of each cluster are evaluated for these pods towards the node's address and port 8443.

## How to fix

Add the pods to `node-apiserver` in `deploy/components/policies-node`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.api-clients-reach-the-api-server"),
    title: "pods with rights may reach the API server",
    level: Level::Must,
    traces: &[
        Trace::new("FR-017", "docs/stack.md#network-policies"),
        Trace::new("FR-016", "docs/stack.md#least-privilege"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Where minikube's API server listens on its node.
const API_SERVER: u16 = 8443;

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let pods = pod_templates(cx.stack);
    for cluster in &cx.contracts.topology.clusters {
        let network = Network::new(cx.stack, &cluster.id);
        let grants = grants(cx.stack, &cluster.id);
        for pod in pods.iter().filter(|pod| pod.object.cluster == cluster.id && !pod.on_host_network()) {
            let granted = grants.iter().any(|grant| {
                grant.namespace == pod.object.namespace() && Some(grant.account) == pod.account()
            });
            if !granted {
                continue;
            }
            out.examine("pods with rights");
            let server = End::Address(&cluster.address.value);
            if !network.admits(Side::Egress, &End::of(pod), &server, API_SERVER, "TCP") {
                out.fail(
                    Finding::new(
                        format!(
                            "{} has rights and may not reach the API server at {}:{API_SERVER}",
                            pod.object.id, cluster.address.value
                        ),
                        pod.object.location(&JsonPointer::root().key("kind")),
                    )
                    .related("the node", cluster.address.location.clone())
                    .help("add the pods to node-apiserver in deploy/components/policies-node"),
                );
            }
        }
    }
}
