use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, judge_value},
};

const DOCS: &str = "\
## What must hold

`base_path` of the repository is the one of the contract.

## Why it matters

Probes, exports and whoever restores the bucket find the snapshots by this path. After a change the old snapshots are no longer seen and nobody deletes them.

## How it is judged

`settings.base_path` of what the bootstrap sends is compared with the contract.

## How to fix

Set `base_path` in `repository.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.repository-has-its-path"),
    title: "the repository has its own path in the bucket",
    level: Level::Must,
    traces: &[Trace::new("FR-009b", "docs/stack.md#o-4")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::OpensearchDeployment, "base-path");
    judge_value(
        cx,
        out,
        (Target::Repository, &["settings", "base_path"]),
        "set base_path in repository.json",
        |_, own| {
            (own != Some(&demanded.value)).then(|| (demanded.value.clone(), Some(demanded.location.clone())))
        },
    );
}
