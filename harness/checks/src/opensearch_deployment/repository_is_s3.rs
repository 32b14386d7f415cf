use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, judge_value},
};

const DOCS: &str = "\
## What must hold

The repository that the bootstrap registers is of type `s3`.

## Why it matters

A repository of type `fs` on a volume passes every look at it and is lost with the cluster.

## How it is judged

The body that the bootstrap sends to `_snapshot` is read.

## How to fix

Set `type` in `repository.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.repository-is-s3"),
    title: "snapshots go to S3",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#o-10"), Trace::new("FR-009b", "docs/design.md#fr-009b")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_value(cx, out, (Target::Repository, &["type"]), "set type to s3 in repository.json", |_, own| {
        (own != Some("s3")).then(|| ("s3".to_owned(), None))
    });
}
