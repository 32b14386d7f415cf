use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    contracts::Party,
    kube::{
        Selector,
        network::{End, Network, Side},
        object_storage, pod_templates,
    },
};

const DOCS: &str = "\
## What must hold

Only Prometheus with its sidecar, the Store Gateway and Compactor, OpenSearch and Longhorn may reach the S3 endpoint.

## Why it matters

Each of them has a key of its own. A component that cannot reach the endpoint can do nothing with a key that leaks.

## How it is judged

The egress of every pod of the render is evaluated towards the endpoint of the topology. Who may is who `contracts/network.yaml` lists, and Prometheus and OpenSearch.

## How to fix

Narrow the pod selector of the policy that names the endpoint.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.object-storage-reserved"),
    title: "only what keeps data in S3 may reach it",
    level: Level::Must,
    traces: &[
        Trace::new("FR-007", "docs/stack.md#network-policies"),
        Trace::new("FR-017", "docs/stack.md#network-policies"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let pods = pod_templates(cx.stack);
    let (s3, port) = object_storage(cx);
    for cluster in &cx.contracts.topology.clusters {
        let network = Network::new(cx.stack, &cluster.id);
        for pod in pods.iter().filter(|pod| pod.object.cluster == cluster.id && !pod.on_host_network()) {
            out.examine("pods");
            let name = pod.labels.get("app.kubernetes.io/name").copied().unwrap_or_default();
            let listed = cx.contracts.flows.iter().any(|flow| match &flow.from {
                Party::Pods { namespace, labels } => {
                    flow.to == Party::ObjectStorage
                        && namespace == pod.object.namespace()
                        && Selector::equal(labels).matches(&pod.labels)
                }
                _ => false,
            });
            if listed || ["prometheus", "opensearch"].contains(&name) {
                continue;
            }
            if cx.contracts.excepted(CLAUSE.id, &pod.object.id.to_string()) {
                continue;
            }
            if network.admits(Side::Egress, &End::of(pod), &End::Address(s3), port, "TCP") {
                out.fail(
                    Finding::new(
                        format!("{} may reach S3 and keeps nothing there", pod.object.id),
                        pod.object.location(&JsonPointer::root().key("kind")),
                    )
                    .related("the endpoint", cx.contracts.topology.s3_endpoint.location.clone())
                    .help("narrow the pod selector of the policy that names the endpoint"),
                );
            }
        }
    }
}
