use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, TimeValue, judge_value},
};

const DOCS: &str = "\
## What must hold

`max_age` of the deletion in the snapshot policy is the time of the contract.

## Why it matters

Earlier, logs are missing that were promised; later, or never, S3 fills up. Nothing else may delete in a repository.

## How it is judged

`deletion.condition.max_age` of what the bootstrap sends is compared with the contract, as a time.

## How to fix

Set `max_age` in `sm-policy.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.snapshots-kept-their-days"),
    title: "snapshots are kept for the days of the contract",
    level: Level::Must,
    traces: &[Trace::new("FR-009b", "docs/design.md#fr-009b")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::OpensearchDeployment, "snapshot-days");
    judge_value(
        cx,
        out,
        (Target::SnapshotPolicy, &["deletion", "condition", "max_age"]),
        "set max_age in sm-policy.json",
        |_, own| {
            let own = own.and_then(TimeValue::parse);
            let right = own.is_some() && own == TimeValue::parse(&demanded.value);
            (!right).then(|| (demanded.value.clone(), Some(demanded.location.clone())))
        },
    );
}
