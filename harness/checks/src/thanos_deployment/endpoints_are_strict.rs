use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::thanos::{Endpoint, endpoints},
};

const DOCS: &str = "\
## What must hold

Every entry of Query's endpoint file has `strict: true` and an address of the form host:port.

## Why it matters

A plain endpoint that dies vanishes within seconds; answers then lack its data with status 200 and without a warning, even where partial answers are refused. Strict is refused for addresses that begin with `dns+` or `dnssrv+`.

## How it is judged

The endpoint file that Query mounts is read entry by entry.

## How to fix

Add `strict: true`; write the address of a Service with its port instead of a DNS lookup.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.endpoints-are-strict"),
    title: "every endpoint of Query is strict and given as host and port",
    level: Level::Must,
    traces: &[
        Trace::new("FR-006", "docs/stack.md#strict-endpoints"),
        Trace::new("FR-014", "docs/stack.md#strict-endpoints"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (map, endpoints) in endpoints(cx, out) {
        for endpoint in endpoints {
            out.examine("endpoints");
            let wrong = if endpoint.address.starts_with("dns") && endpoint.address.contains('+') {
                "is looked up by DNS, for which Thanos refuses strict"
            } else if endpoint.address.rsplit_once(':').is_none_or(|(_, port)| port.parse::<u16>().is_err()) {
                "has no port"
            } else if !endpoint.strict {
                "is not strict: when it dies, answers get shorter without a warning"
            } else {
                continue;
            };
            out.fail(
                Finding::new(
                    format!("endpoint {} {wrong}", endpoint.address),
                    map.location(&Endpoint::data(map)),
                )
                .help("write the address as host:port and set `strict: true`"),
            );
        }
    }
}
