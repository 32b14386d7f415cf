use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Setting, judge_setting},
};

const DOCS: &str = "\
## What must hold

`node.roles` of every node has all roles of the contract.

## Why it matters

Three nodes that may all be elected survive the loss of one; with fewer, the loss of the wrong one stops everything. A node without `data` holds no second copy.

## How it is judged

`node.roles` is read as a list and compared with the roles of the contract. More roles are no fault.

## How to fix

Set `roles` in the values of the chart.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.nodes-hold-all-roles"),
    title: "every node may manage, holds data and takes documents in",
    level: Level::Must,
    traces: &[
        Trace::new("FR-008", "docs/stack.md#values-for-opensearch"),
        Trace::new("FR-014", "docs/stack.md#o-6"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::OpensearchDeployment, "node-roles");
    judge_setting(cx, out, "node.roles", "set roles in the values of the base", |_, own| {
        let held = own.map(Setting::list).unwrap_or_default();
        let right = demanded.value.split(',').all(|role| held.contains(&role));
        (!right).then(|| (demanded.value.clone(), Some(demanded.location.clone())))
    });
}
