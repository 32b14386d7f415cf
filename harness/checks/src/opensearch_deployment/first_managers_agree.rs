use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::pod_templates};

const DOCS: &str = "\
## What must hold

`cluster.initial_cluster_manager_nodes` is the same on every node: `logs-n` and the number of each cluster of the topology.

## Why it matters

Nodes that disagree form separate clusters, which cannot be joined later without losing one's data.

## How it is judged

The environment of the OpenSearch container on every cluster is compared with the topology.

## How to fix

List all node names in the shared component.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.first-managers-agree"),
    title: "all nodes agree who forms the first cluster",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#o-2")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let topology = &cx.contracts.topology;
    let mut expected: Vec<String> =
        topology.clusters.iter().map(|cluster| format!("logs-n{}", cluster.id.number())).collect();
    expected.sort();
    for pod in pod_templates(cx.stack) {
        for container in pod.containers() {
            if pod.object.kind() != "StatefulSet" || container.name() != "opensearch" {
                continue;
            }
            out.examine("nodes");
            let variable = container.node.dig_seq(&["env"]).enumerate().find(|(_, variable)| {
                variable.dig_str(&["name"]) == Some("cluster.initial_cluster_manager_nodes")
            });
            let value = variable.and_then(|(_, variable)| variable.dig_str(&["value"])).unwrap_or_default();
            let mut found: Vec<&str> =
                value.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
            found.sort_unstable();
            if found != expected {
                let list = container.pointer.key("env");
                let place = variable.map_or_else(|| list.clone(), |(at, _)| list.index(at).key("value"));
                let mut finding = Finding::new(
                    format!(
                        "the first cluster managers of cluster {} are [{}], not [{}]",
                        pod.object.cluster,
                        found.join(", "),
                        expected.join(", ")
                    ),
                    pod.object.location(&place),
                )
                .help("list one entry for every cluster of the topology, the same on all of them");
                if let Some(cluster) = topology.clusters.first() {
                    finding = finding.related("the clusters are these", cluster.location.clone());
                }
                out.fail(finding);
            }
        }
    }
}
