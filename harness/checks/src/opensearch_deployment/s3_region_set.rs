use conform_model::{ClauseId, ContractId, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::opensearch::judge_setting};

const DOCS: &str = "\
## What must hold

The S3 client of every node has a region.

## Why it matters

Away from the cloud the region means nothing, and without one the client refuses to sign: the repository cannot be registered.

## How it is judged

The setting of every node is read; it must not be empty.

## How to fix

Set `s3.client.default.region` in `opensearch.yml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.s3-region-set"),
    title: "the S3 client is told a region",
    level: Level::Must,
    traces: &[Trace::new("FR-007", "docs/stack.md#opensearch-and-s3")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let key = format!(
        "s3.client.{}.region",
        cx.contracts.fact(ContractId::OpensearchDeployment, "s3-client").value
    );
    judge_setting(cx, out, &key, "set it in opensearch.yml, such as to us-east-1", |_, own| {
        own.is_none_or(|own| own.text().is_empty()).then(|| ("a region".to_owned(), None))
    });
}
