use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        network::{End, Network, Side},
        pod_templates,
    },
};

const DOCS: &str = "\
## What must hold

A pod without labels, in any namespace of the stack or in `default`, may reach no port of any pod of the stack.

## Why it matters

This is what the policies are for: whoever gets a pod into the cluster must not read logs, metrics or volumes with it.

## How it is judged

The policies of each cluster are evaluated for such a pod towards every port that the pods of the render list. Exceptions, with their reason, are in `contracts/exceptions.yaml`, written as `<namespace>/<port>`.

## How to fix

Find the ingress rule without peers, or with an empty selector, and name who may come.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.strangers-refused"),
    title: "no pod answers a pod that nobody expects",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#network-policies")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let pods = pod_templates(cx.stack);
    for cluster in &cx.contracts.topology.clusters {
        let network = Network::new(cx.stack, &cluster.id);
        let own = cx.contracts.topology.namespaces.iter().map(|namespace| namespace.value.as_str());
        let namespaces: Vec<&str> = own.chain(["default"]).collect();
        for pod in pods.iter().filter(|pod| pod.object.cluster == cluster.id && !pod.on_host_network()) {
            for (_, port, protocol) in pod.ports() {
                let Ok(port) = u16::try_from(port) else { continue };
                out.examine("ports");
                let from = namespaces.iter().find(|namespace| {
                    network.admits(Side::Ingress, &End::unlabelled(namespace), &End::of(pod), port, protocol)
                });
                let Some(from) = from else { continue };
                if cx.contracts.excepted(CLAUSE.id, &format!("{}/{port}", pod.object.namespace())) {
                    continue;
                }
                out.fail(
                    Finding::new(
                        format!("a pod without labels in {from} may reach port {port} of {}", pod.object.id),
                        pod.object.location(&JsonPointer::root().key("kind")),
                    )
                    .help("name the pods that may come in the ingress rules of this pod's policies"),
                );
            }
        }
    }
}
