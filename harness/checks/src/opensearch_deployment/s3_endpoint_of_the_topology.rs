use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Setting, judge_setting},
};

const DOCS: &str = "\
## What must hold

The endpoint of the S3 client of every node is host and port of the S3 endpoint in the topology.

## Why it matters

Without it the client asks a cloud that is not there. With another one, or on one node only, the repository cannot be verified.

## How it is judged

`s3.client.<name>.endpoint` of every node is compared with the topology. A scheme in front of it must be the same, too.

## How to fix

Set the endpoint in `components/site-logs`, which all overlays share.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.s3-endpoint-of-the-topology"),
    title: "every node writes snapshots to the endpoint of the topology",
    level: Level::Must,
    traces: &[Trace::new("FR-007", "docs/design.md#fr-007")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = &cx.contracts.topology.s3_endpoint;
    let bare = demanded.value.split_once("://").map_or(demanded.value.as_str(), |(_, rest)| rest);
    let key = format!(
        "s3.client.{}.endpoint",
        cx.contracts.fact(ContractId::OpensearchDeployment, "s3-client").value
    );
    judge_setting(cx, out, &key, "set it in components/site-logs", |_, own| {
        let text = own.map(Setting::text).unwrap_or_default();
        (text != bare && text != demanded.value).then(|| (bare.to_owned(), Some(demanded.location.clone())))
    });
}
