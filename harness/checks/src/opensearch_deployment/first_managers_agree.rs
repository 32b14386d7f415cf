use conform_model::{ClauseId, ContractId, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::judge_node_list};

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
    judge_node_list(
        cx,
        out,
        "cluster.initial_cluster_manager_nodes",
        "the first cluster managers",
        |cluster| format!("logs-n{}", cluster.id.number()),
    );
}
