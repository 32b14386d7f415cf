use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        component::{FRONTEND, central},
        duration::seconds,
    },
};

const DOCS: &str = "\
## What must hold

`--query-range.split-interval` and `--labels.split-interval` are given and at most the contract's `split-interval`, and not zero.

## Why it matters

Unsplit, a range over weeks is one query with the memory of weeks, and the cache can serve no part of it.

## How it is judged

The flags are read as durations; zero switches splitting off.

## How to fix

Set the flags in `deploy/base/thanos/query-frontend.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.frontend-splits-queries"),
    title: "Query Frontend splits long ranges",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#values-for-thanos")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let most = cx.contracts.fact(ContractId::ThanosDeployment, "split-interval");
    for frontend in central(cx, out, FRONTEND) {
        for flag in ["query-range.split-interval", "labels.split-interval"] {
            out.examine("intervals");
            let found = frontend.value(flag);
            let given = found.and_then(seconds);
            if given.is_some_and(|given| given > 0 && seconds(&most.value).is_some_and(|most| given <= most))
            {
                continue;
            }
            out.fail(
                Finding::new(
                    format!("--{flag} is {}, not at most {}", found.unwrap_or("not given"), most.value),
                    frontend.place(flag),
                )
                .related("the contract demands", most.location.clone())
                .help(format!("set --{flag}={}", most.value)),
            );
        }
    }
}
