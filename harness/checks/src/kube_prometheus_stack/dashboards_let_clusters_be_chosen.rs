use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::grafana::dashboards};

const DOCS: &str = "\
## What must hold

The variable `cluster` of every dashboard is a visible query over what there is, allows several values and all of them, and begins with all.

## Why it matters

A fixed list misses the fourth cluster. A hidden variable, or one that begins with a single cluster, makes a dashboard of the fleet look like the fleet and show a third of it.

## How it is judged

The variable is read from the JSON of each dashboard: `type`, `multi`, `includeAll`, `hide` and `current`.

## How to fix

Copy the variable of another dashboard under `deploy/base/dashboards`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.dashboards-let-clusters-be-chosen",
    ),
    title: "every dashboard offers its clusters, one, several or all",
    level: Level::Must,
    traces: &[Trace::new("FR-011", "docs/design.md#fr-011")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let all: Vec<_> = dashboards(cx, out).collect();
    for dashboard in &all {
        out.examine("dashboards");
        let uid = dashboard.uid().unwrap_or("without uid");
        let mut list = dashboard.content.dig_seq(&["templating", "list"]);
        // A dashboard without the variable is reported where its panels are judged.
        let Some(variable) = list.find(|own| own.dig_str(&["name"]) == Some("cluster")) else { continue };
        let yes = |field: &str| variable.get(field).and_then(Node::as_bool) == Some(true);
        let current = variable.dig(&["current", "value"]);
        let begins_with_all = current.is_some_and(|value| {
            value.as_str() == Some("$__all")
                || value
                    .as_seq()
                    .is_some_and(|values| values.iter().any(|own| own.as_str() == Some("$__all")))
        });
        let hidden = variable.get("hide").and_then(Node::as_i64).is_some_and(|hide| hide != 0);
        let faults = [
            (variable.dig_str(&["type"]) != Some("query"), "is a fixed list, not a query"),
            (!yes("multi"), "allows one cluster only"),
            (!yes("includeAll"), "does not offer all clusters"),
            (!begins_with_all, "does not begin with all clusters"),
            (hidden, "is hidden"),
        ];
        for (_, fault) in faults.into_iter().filter(|(wrong, _)| *wrong) {
            out.fail(
                Finding::new(format!("variable `cluster` of dashboard `{uid}` {fault}"), dashboard.place())
                    .help("copy the variable of another dashboard"),
            );
        }
    }
}
