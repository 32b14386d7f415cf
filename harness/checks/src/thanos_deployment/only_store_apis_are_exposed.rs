use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    contracts::Role,
    kube::{PROMETHEUS, thanos::exposing},
    required::{On, missing},
};

const DOCS: &str = "\
## What must hold

Services of type NodePort or LoadBalancer that select pods of Prometheus or of Thanos have one port, `grpc`, and only edges have one.

## Why it matters

Everything else knows neither TLS nor a login: the sidecar's HTTP port shows its configuration, and Query, on the LAN, shows every metric of every cluster.

## How it is judged

The selectors of all such Services of namespace `monitoring` are evaluated on the pods.

## How to fix

Keep the Services of the tree at ClusterIP; remove the port.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.only-store-apis-are-exposed"),
    title: "no port of Thanos is on the LAN but the store API of the edges",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#t-10"), Trace::new("FR-014", "docs/stack.md#t-10")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    // What must not be exposed has to be there to be judged.
    PROMETHEUS.find(cx, out, On::Every);
    for cluster in On::Every.clusters(cx) {
        let services = exposing(cx, &cluster.id);
        if cluster.role == Role::Edge && services.is_empty() {
            out.fail(missing(cluster, "Service that exposes the sidecar"));
        }
        out.examine("clusters");
        for service in services {
            if cluster.role == Role::Central {
                out.fail(
                    Finding::new(
                        format!("{} puts Thanos of the central cluster on the LAN", service.id),
                        service.location(&JsonPointer::root().key("spec").key("type")),
                    )
                    .help("make it a ClusterIP; people come through the ingress"),
                );
                continue;
            }
            for (at, port) in service.node.dig_seq(&["spec", "ports"]).enumerate() {
                let name = port.dig_str(&["name"]).unwrap_or_default();
                if name != "grpc" {
                    out.fail(
                        Finding::new(
                            format!("{} of {} puts port `{name}` on the LAN", service.id, cluster.id),
                            service.location(&JsonPointer::root().key("spec").key("ports").index(at)),
                        )
                        .help("expose the store API alone"),
                    );
                }
            }
        }
    }
}
