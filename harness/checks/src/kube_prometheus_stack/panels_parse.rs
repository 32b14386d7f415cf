use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::promql::panel_queries};

const DOCS: &str = "\
## What must hold

Every question of a panel, and every query that fills a variable, is there and is PromQL once Grafana has replaced its macros; questions to other data sources are not empty.

## Why it matters

A panel that cannot be read shows an error sign, in the night when somebody needs it.

## How it is judged

Dashboards are read, macros and variables replaced by what they become, and each question is parsed.

## How to fix

Correct the question under `deploy/base/dashboards`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.panels-parse"),
    title: "every panel asks what Prometheus can read",
    level: Level::Must,
    traces: &[Trace::new("FR-011", "docs/stack.md#alerts")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for panel in panel_queries(cx, out) {
        out.examine("questions");
        let wrong = match panel.asked.query.as_deref() {
            _ if panel.asked.text.trim().is_empty() => "asks nothing".to_owned(),
            Some(Err(why)) => format!("cannot be read: {why}"),
            _ => continue,
        };
        out.fail(
            Finding::new(format!("{} {wrong}", panel.asked.by), panel.place).help("correct the question"),
        );
    }
}
