use std::collections::BTreeSet;

use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{datasources::datasources, grafana::dashboards},
};

const DOCS: &str = "\
## What must hold

Every datasource that a dashboard names, in a panel, a query, a variable or an annotation, is provisioned on the cluster, by uid; a variable of datasources has at least one to choose from.

## Why it matters

A dashboard that was exported elsewhere names a uid of that Grafana. The panel says `datasource not found`, on the day somebody needs it.

## How it is judged

Each `datasource` of the dashboard is resolved: a uid among the datasources of the cluster, a variable of type datasource by the type it lists, or one of Grafana's own.

## How to fix

Use the variable `${datasource}`, or the uid of a datasource of the tree.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.dashboard-datasources-exist"),
    title: "every panel asks a datasource that its Grafana has",
    level: Level::Must,
    traces: &[Trace::new("FR-011", "docs/stack.md#provisioning-of-grafana")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// What Grafana has without provisioning.
const BUILT_IN: [&str; 5] = ["-- Grafana --", "-- Mixed --", "-- Dashboard --", "grafana", "__expr__"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let found = datasources(cx, out);
    let all: Vec<_> = dashboards(cx, out).collect();
    for dashboard in &all {
        out.examine("dashboards");
        let own: Vec<_> = found.iter().filter(|own| own.map.cluster == dashboard.map.cluster).collect();
        let has =
            |field: &str, value: &str| own.iter().any(|datasource| datasource.text(&[field]) == Some(value));
        let mut named = BTreeSet::new();
        collect(&dashboard.content, &mut named);
        for name in named {
            let variable = name.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
            let reason = match variable.or_else(|| name.strip_prefix('$')) {
                Some(variable) => {
                    let chosen = dashboard.content.dig_seq(&["templating", "list"]).find(|own| {
                        own.dig_str(&["name"]) == Some(variable)
                            && own.dig_str(&["type"]) == Some("datasource")
                    });
                    match chosen.and_then(|chosen| chosen.dig_str(&["query"])) {
                        None => "is no variable of datasources".to_owned(),
                        Some(kind) if !has("type", kind) => {
                            format!("has no datasource of type {kind} to choose from")
                        }
                        Some(_) => continue,
                    }
                }
                None if has("uid", name) || BUILT_IN.contains(&name) => continue,
                None => "is the uid of no datasource".to_owned(),
            };
            let uid = dashboard.uid().unwrap_or("without uid");
            out.fail(
                Finding::new(
                    format!("`{name}` of dashboard `{uid}` {reason} on {}", dashboard.map.cluster),
                    dashboard.place(),
                )
                .help("use the variable ${datasource}, or a uid that the tree provisions"),
            );
        }
    }
}

/// Every datasource that is named anywhere in a dashboard.
fn collect<'a>(node: &'a Node, named: &mut BTreeSet<&'a str>) {
    for entry in node.as_map().into_iter().flatten() {
        if &*entry.key == "datasource" {
            named.extend(entry.value.as_str().or_else(|| entry.value.dig_str(&["uid"])));
        }
        collect(&entry.value, named);
    }
    for item in node.as_seq().unwrap_or_default() {
        collect(item, named);
    }
}
