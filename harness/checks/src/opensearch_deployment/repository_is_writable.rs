use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, judge_value},
};

const DOCS: &str = "\
## What must hold

The repository is not registered as `readonly`.

## Why it matters

A read-only repository is registered and listed like any other; every snapshot into it fails, and indexes wait in their lifecycle until the disk is full.

## How it is judged

`settings.readonly` of what the bootstrap sends is read; absent means false.

## How to fix

Take `readonly` out of `repository.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.repository-is-writable"),
    title: "the repository may be written",
    level: Level::Must,
    traces: &[Trace::new("FR-009b", "docs/stack.md#o-4")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_value(
        cx,
        out,
        (Target::Repository, &["settings", "readonly"]),
        "take readonly out of repository.json",
        |_, own| (!matches!(own, None | Some("false"))).then(|| ("false".to_owned(), None)),
    );
}
