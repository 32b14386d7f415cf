use conform_model::{ClauseId, ContractId, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::opensearch::judge_setting};

const DOCS: &str = "\
## What must hold

`node.name` of every node is the prefix of the contract and the number of its cluster.

## Why it matters

The list of first cluster managers holds names. A node whose name is not in it never helps to form the cluster, and two nodes of one name cannot be told apart in health, shards or logs.

## How it is judged

`node.name` of every node is compared with the name that the topology gives it. The chart would take it from the pod, which is `opensearch-0` in all clusters.

## How to fix

Set `node.name` in `70-opensearch/node.yaml` of the overlay.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.nodes-have-their-names"),
    title: "every node is called what the others expect",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#o-2")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let prefix = cx.contracts.fact(ContractId::OpensearchDeployment, "node-name-prefix");
    judge_setting(
        cx,
        out,
        "node.name",
        "set node.name in 70-opensearch/node.yaml of the overlay",
        |node, own| {
            let name = format!("{}{}", prefix.value, node.cluster.id.number());
            let right = own.is_some_and(|own| own.text() == name);
            (!right).then(|| (name, Some(prefix.location.clone())))
        },
    );
}
