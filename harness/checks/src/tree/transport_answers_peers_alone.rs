use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        network::{End, Network, Side},
        object_storage, pod_templates,
    },
    required::{On, in_each},
};

const DOCS: &str = "\
## What must hold

The transport port of OpenSearch may be reached from the addresses of the topology's clusters and from OpenSearch itself, and from nothing else.

## Why it matters

Transport is the protocol of the cluster itself: whoever speaks it with a certificate is a node. Its port is open on the node's address.

## How it is judged

The ingress of the OpenSearch pods on port 9300 is evaluated for an address outside of the topology, for that of S3, and for every other pod of the cluster.

## How to fix

Name one `/32` for each node in `site-opensearch-transport`, and OpenSearch's own label for the rest.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.transport-answers-peers-alone"),
    title: "OpenSearch's transport answers the nodes of the topology alone",
    level: Level::Must,
    traces: &[
        Trace::new("FR-008", "docs/stack.md#network-policies"),
        Trace::new("FR-017", "docs/stack.md#network-policies"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The port of OpenSearch's transport.
const TRANSPORT: u16 = 9300;

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let pods = pod_templates(cx.stack);
    let (s3, _) = object_storage(cx);
    in_each(cx, out, On::Every, "OpenSearch node", |cluster, out| {
        let network = Network::new(cx.stack, &cluster.id);
        let own = || pods.iter().filter(|pod| pod.object.cluster == cluster.id);
        let is_node = |name: Option<&&str>| name == Some(&"opensearch");
        let mut nodes = 0;
        for node in own().filter(|pod| is_node(pod.labels.get("app.kubernetes.io/name"))) {
            nodes += 1;
            out.examine("nodes");
            let mut strangers = vec![("203.0.113.1".to_owned(), End::Address("203.0.113.1"))];
            strangers.push((s3.to_owned(), End::Address(s3)));
            let pods = own().filter(|pod| !is_node(pod.labels.get("app.kubernetes.io/name")));
            strangers.extend(
                pods.filter(|pod| !pod.on_host_network())
                    .map(|pod| (pod.object.id.to_string(), End::of(pod))),
            );
            for (name, stranger) in strangers {
                if network.admits(Side::Ingress, &stranger, &End::of(node), TRANSPORT, "TCP") {
                    out.fail(
                        Finding::new(
                            format!("the transport of {} may be reached from {name}", node.object.id),
                            node.object.location(&JsonPointer::root().key("kind")),
                        )
                        .help("admit the nodes of the topology and OpenSearch itself, nobody else"),
                    );
                }
            }
        }
        nodes
    });
}
