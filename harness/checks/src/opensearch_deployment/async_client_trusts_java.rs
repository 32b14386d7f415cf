use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Release, Target, judge_value, pinned_version},
};

const DOCS: &str = "\
## What must hold

From 3.3 on the repository sets `s3_async_client_type` to `netty`. Before, it need not.

## Why it matters

The default client of these versions trusts the list of the operating system alone. Deletes then end at their time limit, and verification says something about test data.

## How it is judged

The version of the contract decides whether the setting of what the bootstrap sends is looked at. In the settings of a node it is accepted and ignored.

## How to fix

Set it in `repository.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.async-client-trusts-java"),
    title: "the asynchronous S3 client trusts the same CAs as Java",
    level: Level::Must,
    traces: &[Trace::new("FR-007", "docs/stack.md#o-8")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const HELP: &str = "set s3_async_client_type in repository.json";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let version = pinned_version(cx);
    judge_value(cx, out, (Target::Repository, &["settings", "s3_async_client_type"]), HELP, |_, own| {
        let needed = Release::parse(&version.value) >= Release::new(3, 3);
        (needed && !own.is_some_and(|own| own.eq_ignore_ascii_case("netty")))
            .then(|| (format!("netty, which {} needs", version.value), Some(version.location.clone())))
    });
}
