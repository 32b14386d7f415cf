use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, judge_setting, judge_value},
};

const DOCS: &str = "\
## What must hold

No node and no repository tells the S3 client to speak plain HTTP, as long as the endpoint of the topology is an `https` address.

## Why it matters

Over plain HTTP the log lines of three clusters cross the network in clear. A server that speaks TLS on this port answers with an error that does not say so.

## How it is judged

Protocol and endpoint of the client of every node, and both as the repository may override them, are read. The protocol is `https` if nobody says anything.

## How to fix

Set `s3.client.default.protocol: https` in `opensearch.yml`, and neither in `repository.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.s3-over-tls"),
    title: "snapshots go to S3 over TLS",
    level: Level::Must,
    traces: &[Trace::new("FR-007", "docs/design.md#fr-007"), Trace::new("FR-007a", "docs/stack.md#secrets")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = &cx.contracts.topology.s3_endpoint;
    let plain = |own: &str| own == "http" || own.starts_with("http://");
    if plain(&demanded.value) {
        out.not_applicable("the endpoint of the topology is no https address");
        return;
    }
    for key in [
        format!(
            "s3.client.{}.protocol",
            cx.contracts.fact(ContractId::OpensearchDeployment, "s3-client").value
        ),
        format!(
            "s3.client.{}.endpoint",
            cx.contracts.fact(ContractId::OpensearchDeployment, "s3-client").value
        ),
    ] {
        judge_setting(cx, out, &key, "set the protocol to https in opensearch.yml", |_, own| {
            let plain = own.is_some_and(|own| plain(&own.text()));
            plain.then(|| ("https".to_owned(), Some(demanded.location.clone())))
        });
    }
    for key in ["protocol", "endpoint"] {
        judge_value(cx, out, (Target::Repository, &["settings", key]), "take it out", |_, own| {
            own.is_some_and(plain).then(|| ("https".to_owned(), Some(demanded.location.clone())))
        });
    }
}
