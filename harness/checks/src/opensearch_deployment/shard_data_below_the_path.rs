use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, judge_value},
};

const DOCS: &str = "\
## What must hold

`shard_path_type` of the repository is `FIXED`.

## Why it matters

With the default of 3.x shard data lies under hashes at the root of the bucket. A look at the path shows a repository, and a rule for the rest of the bucket deletes what it consists of.

## How it is judged

`settings.shard_path_type` of what the bootstrap sends is read.

## How to fix

Set `shard_path_type` in `repository.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.shard-data-below-the-path"),
    title: "all data of the repository lies below its path",
    level: Level::Must,
    traces: &[Trace::new("FR-009b", "docs/stack.md#o-12")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_value(
        cx,
        out,
        (Target::Repository, &["settings", "shard_path_type"]),
        "set shard_path_type to FIXED in repository.json",
        |_, own| {
            (!own.is_some_and(|own| own.eq_ignore_ascii_case("fixed"))).then(|| ("FIXED".to_owned(), None))
        },
    );
}
