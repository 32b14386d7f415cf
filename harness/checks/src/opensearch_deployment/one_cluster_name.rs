use conform_model::{ClauseId, ContractId, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::opensearch::judge_setting};

const DOCS: &str = "\
## What must hold

`cluster.name` of every node is the one of the contract.

## Why it matters

A node only talks to nodes that name the same cluster. One that names another stays alone and is green there.

## How it is judged

The environment and `opensearch.yml` of every node are read as the image reads them; the environment wins.

## How to fix

Set `clusterName` in the values of the chart, in the base that all overlays share.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.one-cluster-name"),
    title: "all nodes belong to one cluster by name",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#values-for-opensearch")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::OpensearchDeployment, "cluster-name");
    judge_setting(cx, out, "cluster.name", "set clusterName in the values of the base", |_, own| {
        let right = own.is_some_and(|own| own.text() == demanded.value);
        (!right).then(|| (demanded.value.clone(), Some(demanded.location.clone())))
    });
}
