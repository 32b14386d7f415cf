use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::thanos::{Endpoint, endpoints},
};

const DOCS: &str = "\
## What must hold

Every address stands once in Query's endpoint file.

## Why it matters

Each entry is a connection and an answer of its own. A double entry hides that another edge's address was meant.

## How it is judged

The addresses of the endpoint file are compared with one another.

## How to fix

Remove the entry, or correct it to the address that was meant.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.endpoints-are-unique"),
    title: "no store is asked twice",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#strict-endpoints")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (map, endpoints) in endpoints(cx, out) {
        for (at, endpoint) in endpoints.iter().enumerate() {
            out.examine("endpoints");
            if endpoints[..at].iter().any(|first| first.address == endpoint.address) {
                out.fail(
                    Finding::new(
                        format!("{} stands twice in the endpoint file", endpoint.address),
                        map.location(&Endpoint::data(map)),
                    )
                    .help("keep one entry per store"),
                );
            }
        }
    }
}
