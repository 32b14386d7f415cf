use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    contracts::Role,
    kube::{
        network::{End, Network, Side},
        object_storage, pod_templates,
    },
    required::{On, in_each},
};

const DOCS: &str = "\
## What must hold

On every edge the only address of the LAN from which the sidecar's gRPC port may be reached is that of the central cluster.

## Why it matters

Whoever reaches the port reads all metrics of the edge. The certificate says who asks, the policy says from where; one of them may be misconfigured.

## How it is judged

The ingress of the Prometheus pods on port 10901 is evaluated for the address of every other cluster, of S3 and for one outside of all.

## How to fix

Name the central address with `/32` in `deploy/components/policies-edge`, and no other.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.sidecar-answers-the-central-cluster-alone"),
    title: "the exposed sidecar answers the central address alone",
    level: Level::Must,
    traces: &[
        Trace::new("FR-014", "docs/stack.md#network-policies"),
        Trace::new("FR-017", "docs/stack.md#network-policies"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The port of a sidecar's gRPC inside its pod.
const SIDECAR: u16 = 10901;
/// An address from a block that is reserved for documentation.
const ELSEWHERE: &str = "203.0.113.1";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let pods = pod_templates(cx.stack);
    in_each(cx, out, On::Edges, "Prometheus", |cluster, out| {
        let network = Network::new(cx.stack, &cluster.id);
        let (s3, _) = object_storage(cx);
        let mut others = vec![s3, ELSEWHERE];
        others.extend(cx.contracts.topology.of_role(Role::Edge).map(|edge| edge.address.value.as_str()));
        let own: Vec<_> = pods
            .iter()
            .filter(|pod| pod.object.cluster == cluster.id && pod.object.kind() == "Prometheus")
            .collect();
        for pod in &own {
            out.examine("sidecars");
            for other in others.iter().filter(|other| {
                network.admits(Side::Ingress, &End::Address(other), &End::of(pod), SIDECAR, "TCP")
            }) {
                out.fail(
                    Finding::new(
                        format!("the sidecar of {} may be reached from {other}", pod.object.id),
                        pod.object.location(&JsonPointer::root().key("kind")),
                    )
                    .help("admit the central address alone to port 10901"),
                );
            }
        }
        own.len()
    });
}
