use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::grafana::{Dashboard, dashboards},
};

const DOCS: &str = "\
## What must hold

Every provisioned dashboard has a variable `cluster`, and every query of every panel contains the matcher `cluster=~\"$cluster\"`.

## Why it matters

A panel that ignores the choice shows the sum of three clusters under the name of one.

## How it is judged

The variables and the queries of all panels are read, nested ones included. A panel without a query, such as text, is left out.

## How to fix

Add the variable, or the matcher to every selector of the query.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.panels-filter-by-cluster"),
    title: "every panel filters by the chosen cluster",
    level: Level::Must,
    traces: &[Trace::new("FR-011", "docs/stack.md#grafana")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The matcher that follows the choice.
const MATCHER: &str = "cluster=~\"$cluster\"";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let found: Vec<Dashboard<'_>> = dashboards(cx, out).collect();
    for dashboard in found {
        out.examine("dashboards");
        let name = dashboard.uid().unwrap_or("without uid");
        let variable = dashboard
            .content
            .dig_seq(&["templating", "list"])
            .any(|variable| variable.dig_str(&["name"]) == Some("cluster"));
        if !variable {
            out.fail(
                Finding::new(format!("dashboard `{name}` has no variable `cluster`"), dashboard.place())
                    .help("add a query variable `cluster` over label_values(up, cluster)"),
            );
        }
        for panel in dashboard.panels() {
            let title = panel.dig_str(&["title"]).unwrap_or("without title");
            for target in panel.dig_seq(&["targets"]) {
                out.examine("queries");
                let query = target.dig_str(&["expr"]).unwrap_or_default();
                if !query.contains(MATCHER) {
                    out.fail(
                        Finding::new(
                            format!("panel `{title}` of dashboard `{name}` does not filter by cluster"),
                            dashboard.place(),
                        )
                        .help(format!("add {MATCHER} to every selector of the query")),
                    );
                }
            }
        }
    }
}
