use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Release, Target, judge_value, pinned_version},
};

const DOCS: &str = "\
## What must hold

With 3.8 the repository sets `server_side_encryption_type` to `bucket_default`. Other versions need not.

## Why it matters

This version asks for encryption with every write. A server without key management answers 501, and no snapshot succeeds.

## How it is judged

The version of the contract decides whether the setting of what the bootstrap sends is looked at. The request is gone again in 3.9.

## How to fix

Set it in `repository.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.no-encryption-is-asked-for"),
    title: "no write to S3 asks for encryption that the server lacks",
    level: Level::Must,
    traces: &[Trace::new("FR-007", "docs/stack.md#o-9")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const HELP: &str = "set server_side_encryption_type in repository.json";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let version = pinned_version(cx);
    judge_value(
        cx,
        out,
        (Target::Repository, &["settings", "server_side_encryption_type"]),
        HELP,
        |_, own| {
            let needed = (Release::new(3, 8)..Release::new(3, 9)).contains(&Release::parse(&version.value));
            (needed && !own.is_some_and(|own| own.eq_ignore_ascii_case("bucket_default"))).then(|| {
                (format!("bucket_default, which {} needs", version.value), Some(version.location.clone()))
            })
        },
    );
}
