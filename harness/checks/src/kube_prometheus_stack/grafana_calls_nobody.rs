use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::grafana_server::grafanas};

const DOCS: &str = "\
## What must hold

Every Grafana has reporting, the checks for updates of itself and of its plugins, and the news feed switched off.

## Why it matters

The nodes have no internet. Each of these is on by default and waits for an answer that does not come; reporting tells a third party about the site where there is one.

## How it is judged

The four settings are read from the settings file and from the variables that override it.

## How to fix

Set them in `grafana.grafana.ini`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.grafana-calls-nobody"),
    title: "Grafana asks nobody outside for updates or news",
    level: Level::Should,
    traces: &[Trace::new("FR-001", "docs/stack.md#grafana")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Settings that are on by default and ask the internet.
const CALLS: [(&str, &str); 4] = [
    ("analytics", "reporting_enabled"),
    ("analytics", "check_for_updates"),
    ("analytics", "check_for_plugin_updates"),
    ("news", "news_feed_enabled"),
];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for grafana in grafanas(cx, out) {
        for (section, key) in CALLS {
            out.examine("settings");
            if grafana.setting(cx.stack, section, key).as_deref() != Some("false") {
                out.fail(
                    Finding::new(
                        format!("[{section}] {key} of {} is not switched off", grafana.cluster.id),
                        grafana.deployment.location(&grafana.server.pointer),
                    )
                    .help(format!("set {section}.{key} to false in grafana.grafana.ini")),
                );
            }
        }
    }
}
