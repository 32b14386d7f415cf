use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    contracts::Role,
    kube::{ServiceUrl, datasources::datasources},
    required::{On, each_has},
};

const DOCS: &str = "\
## What must hold

The default datasource of the central Grafana leads to Query Frontend and is of type Thanos; that of an edge leads to the Prometheus beside it.

## Why it matters

Dashboards follow the default. With the local Prometheus on the central cluster they show one cluster of three, and no panel says so; with anything central on an edge they are empty as soon as the central cluster is away.

## How it is judged

The address of the datasource with `isDefault: true` is resolved to a Service of the cluster.

## How to fix

Set `isDefault` in the datasources of the overlay.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.default-datasource-sees-its-clusters",
    ),
    title: "the default datasource is the fleet on the central cluster and the cluster itself on an edge",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#grafana"), Trace::new("FR-014", "docs/design.md#fr-014")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The Services behind the default, by role.
const FLEET: &str = "thanos-query-frontend";
const OWN: &str = "kps-prometheus";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let mut found = datasources(cx, out);
    found.retain(|datasource| datasource.node.get("isDefault").and_then(Node::as_bool) == Some(true));
    let maps: Vec<_> = found.iter().map(|datasource| datasource.map).collect();
    each_has(cx, out, On::Every, "default datasource", &maps);
    for datasource in found {
        let Some(cluster) = cx.contracts.topology.cluster(&datasource.map.cluster) else { continue };
        out.examine("default datasources");
        let (service, kind) = match cluster.role {
            Role::Central => (FLEET, "Thanos"),
            Role::Edge => (OWN, "Prometheus"),
        };
        let host = datasource.text(&["url"]).and_then(ServiceUrl::parse).map_or("", |url| url.host);
        let mut fail = |message: String| {
            out.fail(
                Finding::new(message, datasource.place())
                    .related("the cluster", cluster.location.clone())
                    .help(format!("make the datasource of {service} the default of this cluster")),
            );
        };
        if host.split('.').next() != Some(service) {
            fail(format!(
                "the default of {} is `{}`, which is not {service}",
                cluster.id,
                datasource.label()
            ));
        } else if datasource.text(&["jsonData", "prometheusType"]) != Some(kind) {
            fail(format!("datasource `{}` does not say that it is of type {kind}", datasource.label()));
        }
    }
}
