use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        component::{central, components},
        thanos::QUERY,
    },
};

const DOCS: &str = "\
## What must hold

Query has `--query.auto-downsampling` exactly if a workload of the stack runs `thanos compact`.

## Why it matters

Only the compactor writes downsampled blocks. With the flag and without it long ranges come back empty; without the flag the compactor's work is never used.

## How it is judged

Flags and subcommands of all containers that run Thanos are compared.

## How to fix

Let the component `thanos-compactor` set the flag.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.downsampling-needs-a-compactor"),
    title: "Query asks for downsampled data where somebody makes it",
    level: Level::Should,
    traces: &[Trace::new("FR-006", "docs/stack.md#values-for-thanos")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let compacts = components(cx.stack).iter().any(|own| own.subcommand == "compact");
    for query in central(cx, out, QUERY) {
        out.examine("queries");
        let wrong = match (query.flag("query.auto-downsampling").is_some(), compacts) {
            (true, false) => "asks for downsampled data, and no compactor makes any",
            (false, true) => "never asks for the downsampled data that the compactor makes",
            _ => continue,
        };
        out.fail(
            Finding::new(format!("Query {wrong}"), query.place("query.auto-downsampling"))
                .help("take the component thanos-compactor, which brings both"),
        );
    }
}
