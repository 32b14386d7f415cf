use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        grafana::{Dashboard, dashboards},
        promql::panel_queries,
    },
};

const DOCS: &str = "\
## What must hold

Every provisioned dashboard has a variable `cluster`, and every selector of every question has the matcher `cluster=~\"$cluster\"`; a question to another data source names `$cluster` as well.

## Why it matters

A panel that ignores the choice shows the sum of three clusters under the name of one. Where one side of a division is filtered and the other is not, it shows nonsense.

## How it is judged

Questions are parsed and their selectors looked at one by one; the spellings `${cluster}` and `[[cluster]]` count. Queries that fill a variable are left out.

## How to fix

Add the variable, or the matcher to the selector that the finding names.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.panels-filter-by-cluster"),
    title: "every selector of every panel follows the chosen cluster",
    level: Level::Must,
    traces: &[Trace::new("FR-011", "docs/stack.md#grafana")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

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
    }
    for panel in panel_queries(cx, out).into_iter().filter(|panel| !panel.asked.variable) {
        out.examine("questions");
        let wrong: Vec<String> = match (&panel.asked.query, panel.read()) {
            (None, _) => {
                let spellings = ["$cluster", "${cluster", "[[cluster"];
                let named = spellings.iter().any(|spelling| panel.asked.text.contains(spelling));
                if named { Vec::new() } else { vec!["its question".to_owned()] }
            }
            // What cannot be read is a finding of another clause.
            (Some(_), None) => continue,
            (Some(_), Some(query)) => query
                .selections
                .iter()
                .filter(|selection| {
                    !selection.matchers.iter().any(|own| {
                        own.label == "cluster" && own.pattern && !own.negated && own.value == "$cluster"
                    })
                })
                .map(|selection| format!("`{}`", selection.metric))
                .collect(),
        };
        for part in wrong {
            out.fail(
                Finding::new(
                    format!("{part} of {} does not follow the chosen cluster", panel.asked.by),
                    panel.place.clone(),
                )
                .help("add the matcher cluster=~\"$cluster\""),
            );
        }
    }
}
