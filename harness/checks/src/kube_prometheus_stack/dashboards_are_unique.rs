use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::grafana::{Dashboard, dashboards},
};

const DOCS: &str = "\
## What must hold

On every cluster each provisioned dashboard has a uid that Grafana accepts, a title, and no other dashboard has either; none has a numeric id.

## Why it matters

Two dashboards with one uid overwrite each other at every reading; with one title in one folder Grafana stops writing both. A numeric id belongs to the database the file was exported from.

## How it is judged

All dashboards of a cluster are read as JSON and compared. A uid has 40 characters at most: letters, digits, hyphen, underscore.

## How to fix

Give the dashboard a uid and a title of its own, and remove `id`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.dashboards-are-unique"),
    title: "no dashboard takes the place of another",
    level: Level::Must,
    traces: &[Trace::new("FR-011", "docs/stack.md#provisioning-of-grafana")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let all: Vec<Dashboard<'_>> = dashboards(cx, out).collect();
    for (at, dashboard) in all.iter().enumerate() {
        out.examine("dashboards");
        let mut fail = |message: String| {
            out.fail(
                Finding::new(message, dashboard.place())
                    .help("give it a uid and a title of its own, and no id"),
            );
        };
        let title = dashboard.content.dig_str(&["title"]).unwrap_or_default();
        let uid = dashboard.uid().unwrap_or_default();
        let name = if title.is_empty() { uid } else { title };
        if uid.is_empty()
            || uid.len() > 40
            || !uid.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        {
            fail(format!("dashboard `{name}` has no uid that Grafana accepts"));
        }
        if title.is_empty() {
            fail(format!("dashboard `{name}` has no title"));
        }
        if dashboard.content.get("id").is_some_and(|id| !id.is_null()) {
            fail(format!("dashboard `{name}` brings the id of another database"));
        }
        for other in all[..at].iter().filter(|other| other.map.cluster == dashboard.map.cluster) {
            if !uid.is_empty() && other.uid() == Some(uid) {
                fail(format!("uid `{uid}` belongs to two dashboards of {}", dashboard.map.cluster));
            }
            if !title.is_empty() && other.content.dig_str(&["title"]) == Some(title) {
                fail(format!("title `{title}` belongs to two dashboards of {}", dashboard.map.cluster));
            }
        }
    }
}
