use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, contracts::Role, kube::pod_templates};

const DOCS: &str = "\
## What must hold

The central cluster renders Thanos Query with two replicas or more, Query Frontend and Store Gateway; no edge renders any of them.

## Why it matters

Without them nobody sees all clusters. On an edge they would read the whole bucket from every node.

## How it is judged

Workloads are known by their label `app.kubernetes.io/name`.

## How to fix

Keep the stage `60-thanos` in the overlay of the central cluster and in no other.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.edges-hold-nothing-central"),
    title: "Query, Query Frontend and Store Gateway run on the central cluster alone",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/design.md#fr-006")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The central components, by the label of their pods.
const CENTRAL: &[&str] = &["thanos-query", "thanos-query-frontend", "thanos-store"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let pods = pod_templates(cx.stack);
    for cluster in &cx.contracts.topology.clusters {
        for component in CENTRAL {
            let found = pods.iter().find(|pod| {
                pod.object.cluster == cluster.id
                    && pod.labels.get("app.kubernetes.io/name") == Some(component)
            });
            match (cluster.role, found) {
                (Role::Central, Some(_)) => out.examine("components"),
                (Role::Edge, None) => out.examine("edges without it"),
                (Role::Central, None) => out.fail(
                    Finding::new(
                        format!("cluster {} does not render {component}", cluster.id),
                        cluster.location.clone(),
                    )
                    .help("render it in stage 60-thanos of the central overlay"),
                ),
                (Role::Edge, Some(pod)) => out.fail(
                    Finding::new(
                        format!("edge {} renders {component}", cluster.id),
                        pod.object.location(&JsonPointer::root().key("kind")),
                    )
                    .related("the cluster's role", cluster.location.clone())
                    .help("remove it from the edge's overlay"),
                ),
            }
        }
    }
}
