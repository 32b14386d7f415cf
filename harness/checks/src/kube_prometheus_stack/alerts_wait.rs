use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        duration::seconds,
        promql::{alert_queries, scrape_interval},
    },
};

const DOCS: &str = "\
## What must hold

Every alert but those of severity `none` has `for`, not shorter than the contract's scrape interval.

## Why it matters

Without it one missed scrape wakes somebody.

## How it is judged

`for` is read as a duration.

## How to fix

Set `for` in the rule.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.alerts-wait"),
    title: "an alert waits before it fires",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/stack.md#alerts")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let least = scrape_interval(cx);
    for rule in alert_queries(cx, out) {
        out.examine("alerts");
        let given = rule.node.dig_str(&["for"]);
        if rule.severity() == "none" || given.and_then(seconds).is_some_and(|given| given >= least) {
            continue;
        }
        out.fail(
            Finding::new(
                format!("alert {} waits {} before it fires", rule.name(), given.unwrap_or("for nothing")),
                rule.location(&["for"]),
            )
            .help(format!("set for to {least}s or more")),
        );
    }
}
