use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::thanos::{Endpoint, edge_endpoints},
};

const DOCS: &str = "\
## What must hold

No endpoint of an edge skips the verification of certificates, and none expects the name of something else than the edge's address.

## Why it matters

Whoever takes the address of an edge could answer in its name. With a name that all edges share, one edge could answer for another.

## How it is judged

`insecure_skip_verify` and `server_name` of the endpoint file are read.

## How to fix

Remove the setting; the certificate of an edge carries its address, see `thanos-grpc.crt.example`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.edge-certificates-are-verified"),
    title: "Query checks that an edge is the edge it asked for",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#t-10")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (map, endpoint) in edge_endpoints(cx, out) {
        out.examine("endpoints");
        let host = endpoint.address.rsplit_once(':').map_or(&*endpoint.address, |(host, _)| host);
        let wrong = if endpoint.tls.skips_verification {
            "is believed whatever certificate it shows".to_owned()
        } else {
            match &endpoint.tls.server_name {
                Some(name) if name != host => format!("is believed with a certificate for `{name}`"),
                _ => continue,
            }
        };
        out.fail(
            Finding::new(format!("edge {host} {wrong}"), map.location(&Endpoint::data(map)))
                .help("let Query verify the address that it connects to"),
        );
    }
}
