use conform_model::{ClauseId, ContractId, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::judge_node_list};

const DOCS: &str = "\
## What must hold

`discovery.seed_hosts` of every node lists the address of every cluster of the topology with port 9300, and nothing else.

## Why it matters

A node that looks only for itself forms a cluster of its own. Three of those are three green clusters.

## How it is judged

The environment of the OpenSearch container on every cluster is compared with the topology.

## How to fix

List all addresses in the shared component; a new cluster is one more address.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.seed-hosts-cover-clusters"),
    title: "every OpenSearch node looks for all nodes of the topology",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#o-2")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_node_list(cx, out, "discovery.seed_hosts", "the seed hosts", |cluster| {
        format!("{}:9300", cluster.address.value)
    });
}
