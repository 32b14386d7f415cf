use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{component::judge_at_most, thanos::QUERY},
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
    judge_at_most(cx, out, QUERY, "query.timeout", "query-timeout", |found, most| {
        format!("the time limit of a query is {}, not at most {most}", found.unwrap_or("not given"))
    });
}
