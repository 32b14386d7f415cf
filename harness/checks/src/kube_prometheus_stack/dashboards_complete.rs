use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        entities,
        grafana::{Dashboard, dashboards},
    },
};

const DOCS: &str = "\
## What must hold

Every dashboard that a contract lists is provisioned on every cluster, once, under its uid and title, with at least the panels that the contract names.

## Why it matters

A dashboard that is missing, or whose uid changed, is a dead link in every runbook; a panel that is missing is a question nobody can answer at night.

## How it is judged

The ConfigMaps with the label `grafana_dashboard: \"1\"` are read as dashboards and compared with all contracts.

## How to fix

Add the dashboard or the panel under `deploy/base/dashboards`, or correct the contract.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.dashboards-complete"),
    title: "every Grafana has the dashboards of the contracts with their panels",
    level: Level::Must,
    traces: &[Trace::new("FR-011", "docs/design.md#fr-011")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let all: Vec<Dashboard<'_>> = dashboards(cx, out).collect();
    for cluster in cx.stack.clusters() {
        let own: Vec<&Dashboard<'_>> = all.iter().filter(|found| found.map.cluster == *cluster).collect();
        for wanted in cx.contracts.iter().flat_map(|contract| &contract.dashboards) {
            out.examine("dashboards");
            let uid = &wanted.uid.value;
            let found: Vec<&Dashboard<'_>> =
                own.iter().copied().filter(|one| one.uid() == Some(uid)).collect();
            let dashboard = match found.as_slice() {
                [] => {
                    out.fail(
                        Finding::new(
                            format!("cluster {cluster} has no dashboard with uid `{uid}`"),
                            wanted.uid.location.clone(),
                        )
                        .help("provision it from a ConfigMap with the label grafana_dashboard"),
                    );
                    continue;
                }
                [one] => *one,
                [_, second, ..] => {
                    out.fail(
                        Finding::new(
                            format!("uid `{uid}` stands twice on cluster {cluster}"),
                            second.place(),
                        )
                        .help("give each dashboard a uid of its own"),
                    );
                    continue;
                }
            };
            let shown = entities::dashboard(&dashboard.content);
            if shown.name != wanted.title.value {
                out.fail(
                    Finding::new(
                        format!("dashboard `{uid}` is not called `{}`", wanted.title.value),
                        dashboard.place(),
                    )
                    .related("the contract demands", wanted.title.location.clone())
                    .help("correct the title of the dashboard, or the contract"),
                );
            }
            for panel in &wanted.panels {
                if !shown.panels.iter().any(|own| own.title == panel.value) {
                    out.fail(
                        Finding::new(
                            format!("dashboard `{uid}` has no panel `{}`", panel.value),
                            dashboard.place(),
                        )
                        .related("the contract demands", panel.location.clone())
                        .help("add the panel, or correct its title"),
                    );
                }
            }
        }
    }
}
