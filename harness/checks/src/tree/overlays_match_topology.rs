use conform_model::{ClauseId, ContractId, Finding, Level, Span};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Every cluster of `contracts/topology.yaml` is rendered with exactly the stages of its role, and every rendered overlay is a cluster of the topology.

## Why it matters

A stage that is missing on one cluster is a component that is missing there; a cluster that the topology does not know is judged by nobody.

## How it is judged

The rendered stages are compared with the topology in both directions.

## How to fix

Add the overlay or the stage, or the line of topology.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.overlays-match-topology"),
    title: "every cluster of the topology has its overlay with its stages",
    level: Level::Must,
    traces: &[Trace::new("FR-019", "docs/design.md#fr-019")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let topology = &cx.contracts.topology;
    for cluster in &topology.clusters {
        let rendered: Vec<_> = cx.stack.stages.iter().filter(|stage| stage.cluster == cluster.id).collect();
        out.examine("clusters");
        if rendered.is_empty() {
            out.fail(
                Finding::new(format!("cluster {} has no overlay", cluster.id), cluster.location.clone())
                    .help(format!(
                        "add deploy/overlays/{}, beginning from the overlay of the same role",
                        cluster.overlay.value
                    )),
            );
            continue;
        }
        for stage in topology.stages.iter().filter(|stage| stage.roles.contains(&cluster.role)) {
            out.examine("stages");
            if !rendered.iter().any(|own| own.name.as_str() == stage.name.value) {
                out.fail(
                    Finding::new(
                        format!("cluster {} does not render stage {}", cluster.id, stage.name.value),
                        stage.name.location.clone(),
                    )
                    .help(format!("add deploy/overlays/{}/{}", cluster.overlay.value, stage.name.value)),
                );
            }
        }
        for own in rendered {
            let expected = topology
                .stages
                .iter()
                .any(|stage| stage.name.value == own.name.as_str() && stage.roles.contains(&cluster.role));
            if !expected {
                out.fail(
                    Finding::new(
                        format!(
                            "cluster {} renders stage {}, which its role does not have",
                            cluster.id, own.name
                        ),
                        own.text.location(Span::default()),
                    )
                    .related("the cluster's role", cluster.location.clone())
                    .help("remove the stage from the overlay, or give the role this stage in the topology"),
                );
            }
        }
    }
    for stage in &cx.stack.stages {
        let first = cx.stack.stages.iter().find(|other| other.cluster == stage.cluster);
        let first = first.is_some_and(|first| first.name == stage.name);
        if first && topology.cluster(&stage.cluster).is_none() {
            out.fail(
                Finding::new(
                    format!("overlay cluster-{} is no cluster of the topology", stage.cluster),
                    stage.text.location(Span::default()),
                )
                .related("the clusters are these", topology.location.clone())
                .help("add the cluster to contracts/topology.yaml"),
            );
        }
    }
}
