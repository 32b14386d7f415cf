use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{component::central, duration::seconds, thanos::QUERY},
};

const DOCS: &str = "\
## What must hold

Query has a `--query.timeout`, and it is at most the contract's `query-timeout`.

## Why it matters

A query that never ends holds its memory on a node that has little, and the frontend in front of it waits along.

## How it is judged

The flag is read as a duration.

## How to fix

Set the flag in `deploy/base/thanos/query.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.query-timeout"),
    title: "Query gives up within the time of the contract",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#values-for-thanos")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let most = cx.contracts.fact(ContractId::ThanosDeployment, "query-timeout");
    for query in central(cx, out, QUERY) {
        out.examine("queries");
        let found = query.value("query.timeout");
        let given = found.and_then(seconds);
        if given.is_some_and(|given| given > 0 && seconds(&most.value).is_some_and(|most| given <= most)) {
            continue;
        }
        out.fail(
            Finding::new(
                format!(
                    "the time limit of a query is {}, not at most {}",
                    found.unwrap_or("not given"),
                    most.value
                ),
                query.place("query.timeout"),
            )
            .related("the contract demands", most.location.clone())
            .help(format!("set --query.timeout={}", most.value)),
        );
    }
}
