use conform_model::{ClauseId, ContractId, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::opensearch::judge_setting};

const DOCS: &str = "\
## What must hold

`path_style_access` of the S3 client of every node is `true`.

## Why it matters

Otherwise the client puts the name of the bucket in front of the host. In front of an IP address that is no name at all.

## How it is judged

The setting of every node is read; absent means false.

## How to fix

Set `s3.client.default.path_style_access: true` in `opensearch.yml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.s3-path-style"),
    title: "buckets are addressed by path",
    level: Level::Must,
    traces: &[Trace::new("FR-007", "docs/stack.md#opensearch-and-s3")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let key = format!(
        "s3.client.{}.path_style_access",
        cx.contracts.fact(ContractId::OpensearchDeployment, "s3-client").value
    );
    judge_setting(cx, out, &key, "set it in opensearch.yml in the values of the base", |_, own| {
        let right = own.is_some_and(|own| own.text() == "true");
        (!right).then(|| ("true".to_owned(), None))
    });
}
