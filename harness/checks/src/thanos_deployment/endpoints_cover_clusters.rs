use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::thanos::{Endpoint, endpoints, exposed_port},
    required::On,
};

const DOCS: &str = "\
## What must hold

The endpoints of Thanos Query are the sidecar of the central cluster, the Store Gateway, and for every edge of the topology its address with the port on which the edge exposes its sidecar.

## Why it matters

A store that is not in the list is never asked and never missed: answers are shorter without a word. A name of another cluster's DNS never resolves.

## How it is judged

The endpoint file that Query mounts is read and compared with the topology, with the NodePort Services of the edges, and with the Services of the central cluster.

## How to fix

Add or correct the entry in the overlay of the central cluster; a new edge is one more entry.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.endpoints-cover-clusters"),
    title: "Query asks its own stores and every edge, and nothing else",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#t-2"), Trace::new("FR-005", "docs/design.md#fr-005")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (map, endpoints) in endpoints(cx, out) {
        let mut expected: Vec<(String, String)> = Vec::new();
        for edge in On::Edges.clusters(cx) {
            match exposed_port(cx, &edge.id) {
                Some(port) => expected.push((format!("{}:{port}", edge.address.value), edge.id.to_string())),
                None => out.fail(
                    Finding::new(
                        format!(
                            "edge {} exposes no sidecar: no NodePort Service has a port called grpc",
                            edge.id
                        ),
                        edge.location.clone(),
                    )
                    .help("enable the external Thanos Service with a node port on the edge"),
                ),
            }
        }
        for service in cx.stack.of_kind("Service") {
            let store = service.name() == "kps-thanos-discovery" || service.name() == "thanos-store";
            if service.cluster == map.cluster && store {
                let port = service
                    .node
                    .dig_seq(&["spec", "ports"])
                    .find(|port| port.dig_str(&["name"]) == Some("grpc"))
                    .and_then(|port| port.get("port"))
                    .and_then(Node::as_i64);
                if let Some(port) = port {
                    let host = format!("{}.{}.svc.cluster.local", service.name(), service.namespace());
                    expected.push((format!("{host}:{port}"), service.id.to_string()));
                }
            }
        }
        for (address, owner) in &expected {
            out.examine("stores");
            if !endpoints.iter().any(|endpoint| endpoint.address == *address) {
                out.fail(
                    Finding::new(
                        format!("Query does not ask {address} ({owner})"),
                        map.location(&Endpoint::data(map)),
                    )
                    .help("add the address to the endpoint file"),
                );
            }
        }
        for endpoint in &endpoints {
            if !expected.iter().any(|(address, _)| *address == endpoint.address) {
                out.fail(
                    Finding::new(
                        format!("Query asks {}, which no cluster exposes", endpoint.address),
                        map.location(&Endpoint::data(map)),
                    )
                    .help("remove the address, or correct it to what the edge's NodePort Service exposes"),
                );
            }
        }
    }
}
