use conform_manifest::{
    Object,
    yaml::{Node, Spanned},
};
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    contracts::Role,
    kube::{PodTemplate, Selector, pod_templates, thanos::exposed_port},
};

const DOCS: &str = "\
## What must hold

On every cluster a policy of OpenSearch admits port 9300 from and to the address of every cluster of the topology; on the central cluster a policy of Thanos Query admits egress to the node port of every edge; on every edge a policy admits the central address to the sidecar; and OpenSearch and Prometheus may reach S3.

## Why it matters

Under default-deny a peer that no policy names is cut off. It shows as a cluster that never forms, or as a store that never answers.

## How it is judged

The address blocks of all policies that select the pods are searched for the addresses of the topology with the port.

## How to fix

Add the address to the policies of the site; a new cluster is one more block.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.policies-admit-peers"),
    title: "the network policies admit the nodes of the topology and S3",
    level: Level::Must,
    traces: &[
        Trace::new("FR-017", "docs/stack.md#network-policies"),
        Trace::new("FR-008", "docs/stack.md#network-policies"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The port of OpenSearch's transport.
const TRANSPORT: i64 = 9300;
/// The port of a sidecar's gRPC inside its pod.
const SIDECAR: i64 = 10901;

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let topology = &cx.contracts.topology;
    let s3 = topology.s3_endpoint.value.trim_start_matches("https://");
    let (s3_host, s3_port) = s3.split_once(':').unwrap_or((s3, "443"));
    let s3_port = s3_port.trim_end_matches('/').parse().unwrap_or_default();
    let pods = pod_templates(cx.stack);
    for cluster in &topology.clusters {
        let own = |name: &str| {
            pods.iter().find(|pod| {
                pod.object.cluster == cluster.id && pod.labels.get("app.kubernetes.io/name") == Some(&name)
            })
        };
        let mut needed: Vec<(&PodTemplate<'_>, &str, &str, i64, &Spanned<String>)> = Vec::new();
        if let Some(pod) = own("opensearch") {
            for peer in &topology.clusters {
                needed.push((pod, "ingress", &peer.address.value, TRANSPORT, &peer.address));
                needed.push((pod, "egress", &peer.address.value, TRANSPORT, &peer.address));
            }
            needed.push((pod, "egress", s3_host, s3_port, &topology.s3_endpoint));
        }
        if let Some(pod) = own("prometheus") {
            needed.push((pod, "egress", s3_host, s3_port, &topology.s3_endpoint));
            if cluster.role == Role::Edge {
                for central in topology.of_role(Role::Central) {
                    needed.push((pod, "ingress", &central.address.value, SIDECAR, &central.address));
                }
            }
        }
        if let Some(pod) = own("thanos-query") {
            for edge in topology.of_role(Role::Edge) {
                if let Some(port) = exposed_port(cx, &edge.id) {
                    needed.push((pod, "egress", &edge.address.value, port, &edge.address));
                }
            }
        }
        for (pod, direction, host, port, demanded) in needed {
            out.examine("peers");
            let policies: Vec<&Object> = cx
                .stack
                .of_kind("NetworkPolicy")
                .filter(|policy| {
                    policy.cluster == cluster.id
                        && policy.namespace() == pod.object.namespace()
                        && policy
                            .node
                            .dig(&["spec", "podSelector"])
                            .map(Selector::labels)
                            .unwrap_or_default()
                            .matches(&pod.labels)
                })
                .collect();
            if policies.iter().any(|policy| admits(policy, direction, host, port)) {
                continue;
            }
            let nearest = policies
                .iter()
                .find(|policy| opens(policy, direction, Some(port)))
                .or_else(|| policies.iter().find(|policy| opens(policy, direction, None)));
            let place = nearest.map_or_else(
                || pod.object.location(&JsonPointer::root().key("kind")),
                |policy| policy.location(&JsonPointer::root().key("spec").key(direction)),
            );
            out.fail(
                Finding::new(
                    format!(
                        "no policy of cluster {} admits {direction} of {} with {host}:{port}",
                        cluster.id, pod.object.id
                    ),
                    place,
                )
                .related("the address", demanded.location.clone())
                .help("add the address to the policies that the overlays of the site share"),
            );
        }
    }
}

/// Whether a policy lets some address blocks through, on this port: the one to mend.
fn opens(policy: &Object, direction: &str, port: Option<i64>) -> bool {
    let peers = if direction == "ingress" { "from" } else { "to" };
    policy.node.dig_seq(&["spec", direction]).any(|rule| {
        let listed = |own: &Node| own.get("port").and_then(Node::as_i64) == port;
        (port.is_none() || rule.dig_seq(&["ports"]).any(listed))
            && rule.dig_seq(&[peers]).any(|peer| peer.get("ipBlock").is_some())
    })
}

/// Whether a policy lets a single address through on a TCP port.
fn admits(policy: &Object, direction: &str, host: &str, port: i64) -> bool {
    let peers = if direction == "ingress" { "from" } else { "to" };
    policy.node.dig_seq(&["spec", direction]).any(|rule| {
        let ports: Vec<_> = rule.dig_seq(&["ports"]).collect();
        let port_admitted = ports.is_empty()
            || ports.iter().any(|own| own.get("port").and_then(Node::as_i64).is_none_or(|own| own == port));
        let block = format!("{host}/32");
        port_admitted
            && rule.dig_seq(&[peers]).any(|peer| peer.dig_str(&["ipBlock", "cidr"]) == Some(block.as_str()))
    })
}
