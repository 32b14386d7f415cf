use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::thanos::{Endpoint, edge_endpoints},
};

const DOCS: &str = "\
## What must hold

The endpoint of every edge has TLS on, with the files of an authority, a certificate and a key.

## Why it matters

The store API of a sidecar asks nobody who he is, and its node port is on the LAN. A sidecar that demands certificates refuses a Query without one, and then the edge is missing in every answer.

## How it is judged

`client_config` of the endpoint, and the file's `default_client_config` below it, are read as Thanos reads them.

## How to fix

Give the entry `tls_config` with `ca_file`, `cert_file` and `key_file` in the endpoint file of the central overlay.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.edges-are-asked-over-tls"),
    title: "Query shows every edge a certificate",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#t-10"), Trace::new("FR-005", "docs/stack.md#t-10")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (map, endpoint) in edge_endpoints(cx, out) {
        out.examine("endpoints");
        let tls = &endpoint.tls;
        let files = [("ca_file", &tls.ca), ("cert_file", &tls.cert), ("key_file", &tls.key)];
        let absent: Vec<&str> =
            files.into_iter().filter(|(_, file)| file.is_none()).map(|(name, _)| name).collect();
        let wrong = match (tls.enabled, absent.is_empty()) {
            (false, _) => "is asked without TLS".to_owned(),
            (true, false) => format!("is asked without {}", absent.join(", ")),
            (true, true) => continue,
        };
        out.fail(
            Finding::new(format!("edge {} {wrong}", endpoint.address), map.location(&Endpoint::data(map)))
                .help("name authority, certificate and key under client_config.tls_config"),
        );
    }
}
