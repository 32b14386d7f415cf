use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::pod_templates};

const DOCS: &str = "\
## What must hold

The bootstrap Job is rendered once, for the central cluster, and its `EXPECTED_NODES` is the number of clusters of the topology.

## Why it matters

A repository registered by a cluster that is not complete is registered by each of the parts; they then write over each other.

## How it is judged

The Jobs of the bootstrap stage are counted, and the environment of their containers is compared with the topology.

## How to fix

Set `EXPECTED_NODES` in the central overlay to the number of clusters.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::OpensearchDeployment,
        "opensearch-deployment.bootstrap-waits-for-all-nodes",
    ),
    title: "the bootstrap waits for as many nodes as there are clusters",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#o-4")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let topology = &cx.contracts.topology;
    let expected = topology.clusters.len().to_string();
    let mut jobs = 0;
    for pod in pod_templates(cx.stack) {
        if pod.object.kind() != "Job" || pod.object.stage.as_str() != "75-opensearch-bootstrap" {
            continue;
        }
        jobs += 1;
        out.examine("jobs");
        for container in pod.containers().iter().filter(|container| !container.init) {
            let list = container.pointer.key("env");
            let variable = container
                .node
                .dig_seq(&["env"])
                .enumerate()
                .find(|(_, variable)| variable.dig_str(&["name"]) == Some("EXPECTED_NODES"));
            let value = variable.and_then(|(_, variable)| variable.dig_str(&["value"]));
            if value != Some(&expected) {
                let place = variable.map_or_else(|| list.clone(), |(at, _)| list.index(at).key("value"));
                out.fail(
                    Finding::new(
                        format!(
                            "the bootstrap waits for {} nodes, the topology has {expected}",
                            value.unwrap_or("no")
                        ),
                        pod.object.location(&place),
                    )
                    .related("the clusters are these", topology.location.clone())
                    .help("set EXPECTED_NODES in the central overlay to the number of clusters"),
                );
            }
        }
    }
    if jobs != 1 {
        let location = cx.contracts.get(ContractId::OpensearchDeployment).location.clone();
        out.fail(
            Finding::new(format!("{jobs} bootstrap Jobs are rendered instead of one"), location)
                .help("render the stage 75-opensearch-bootstrap on the central cluster alone"),
        );
    }
}
