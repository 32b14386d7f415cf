use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{grafana::dashboards, seconds},
};

const DOCS: &str = "\
## What must hold

Every dashboard refreshes by itself, at the scrape interval or more slowly, and shows a range that ends now.

## Why it matters

A screen on the wall that does not refresh shows last night. One that refreshes every five seconds asks six times for the same samples, of every cluster, for each viewer.

## How it is judged

`refresh` of each dashboard is compared with the scrape interval of the contract, `time.to` with `now`.

## How to fix

Set `refresh` and `time` in the JSON of the dashboard.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.dashboards-refresh-with-the-scrape",
    ),
    title: "dashboards ask again no more often than there is something new",
    level: Level::Should,
    traces: &[Trace::new("FR-011", "docs/stack.md#grafana")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let interval = cx.contracts.fact(ContractId::KubePrometheusStack, "scrape-interval");
    let all: Vec<_> = dashboards(cx, out).collect();
    for dashboard in &all {
        out.examine("dashboards");
        let uid = dashboard.uid().unwrap_or("without uid");
        let refresh = dashboard.content.dig_str(&["refresh"]).filter(|refresh| !refresh.is_empty());
        let message = match refresh {
            None => Some(format!("dashboard `{uid}` does not refresh")),
            Some(refresh) if seconds(refresh) < seconds(&interval.value) => Some(format!(
                "dashboard `{uid}` refreshes every {refresh}, samples come every {}",
                interval.value
            )),
            Some(_) => None,
        };
        let to = dashboard.content.dig_str(&["time", "to"]).unwrap_or("absent");
        let past = (to != "now").then(|| format!("the range of dashboard `{uid}` ends at {to}, not now"));
        for message in message.into_iter().chain(past) {
            out.fail(
                Finding::new(message, dashboard.place())
                    .related("the scrape interval", interval.location.clone())
                    .help("set `refresh` to the scrape interval and `time.to` to now"),
            );
        }
    }
}
