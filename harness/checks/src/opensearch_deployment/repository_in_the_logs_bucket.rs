use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, judge_value},
};

const DOCS: &str = "\
## What must hold

The bucket of the repository is the one that the topology names for logs.

## Why it matters

The users of S3 may each use one bucket; in another one the repository cannot be written, or it shares it with data that is deleted by other rules.

## How it is judged

`settings.bucket` of what the bootstrap sends is compared with the topology.

## How to fix

Set `bucket` in `repository.json`, or the bucket in `contracts/topology.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::OpensearchDeployment,
        "opensearch-deployment.repository-in-the-logs-bucket",
    ),
    title: "snapshots are in the bucket for logs",
    level: Level::Must,
    traces: &[Trace::new("FR-009b", "docs/stack.md#o-12")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = &cx.contracts.topology.buckets.logs;
    judge_value(
        cx,
        out,
        (Target::Repository, &["settings", "bucket"]),
        "set bucket in repository.json",
        |_, own| {
            (own != Some(&demanded.value)).then(|| (demanded.value.clone(), Some(demanded.location.clone())))
        },
    );
}
