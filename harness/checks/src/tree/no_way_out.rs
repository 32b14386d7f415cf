use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        network::{End, Network, Side},
        object_storage, pod_templates,
    },
};

const DOCS: &str = "\
## What must hold

No pod may reach an address outside of the topology on any of the ports that data leaves by: 22, 53, 80, 443, 8443 and those of the S3 endpoint and the API server.

## Why it matters

A component that was taken over must not be able to send away what it sees.

## How it is judged

The egress of every pod, and of a pod without labels in each namespace, is evaluated towards an address reserved for documentation.

## How to fix

Name the addresses in `to`, one `ipBlock` for each, instead of a rule without peers or a block of everything.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.no-way-out"),
    title: "no pod may reach an address that nobody named",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#network-policies")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// An address from a block that is reserved for documentation.
const ELSEWHERE: End<'static> = End::Address("203.0.113.1");
/// Ports by which data leaves.
const EXITS: [u16; 5] = [22, 53, 80, 443, 8443];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let pods = pod_templates(cx.stack);
    let (_, s3) = object_storage(cx);
    for cluster in &cx.contracts.topology.clusters {
        let network = Network::new(cx.stack, &cluster.id);
        for pod in pods.iter().filter(|pod| pod.object.cluster == cluster.id && !pod.on_host_network()) {
            out.examine("pods");
            let open = EXITS
                .into_iter()
                .chain([s3])
                .find(|port| network.admits(Side::Egress, &End::of(pod), &ELSEWHERE, *port, "TCP"));
            if let Some(port) = open {
                out.fail(
                    Finding::new(
                        format!("{} may reach any address on port {port}", pod.object.id),
                        pod.object.location(&JsonPointer::root().key("kind")),
                    )
                    .help("name the addresses under `to` of the egress rules for these pods"),
                );
            }
        }
    }
}
