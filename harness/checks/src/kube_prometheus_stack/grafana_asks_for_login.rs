use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::grafana_server::grafanas, required::missing};

const DOCS: &str = "\
## What must hold

No Grafana lets anonymous visitors in or believes a header, and nobody can make an account for himself.

## Why it matters

Grafana asks its datasources in its own name. Whoever is let in reads every metric and every log line of the fleet.

## How it is judged

`[auth.anonymous] enabled`, `[auth.proxy] enabled` and `[users] allow_sign_up` are read from the settings file and from the variables that override it.

## How to fix

Take the setting out of `grafana.grafana.ini` or the variable out of `grafana.env`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.grafana-asks-for-login"),
    title: "nobody sees a dashboard without a login",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#grafana")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Settings that open the door, and what they do.
const OPEN: [(&str, &str, &str); 3] = [
    ("auth.anonymous", "enabled", "lets anonymous visitors in"),
    ("users", "allow_sign_up", "lets anybody make an account"),
    ("auth.proxy", "enabled", "believes whoever says in a header who he is"),
];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for grafana in grafanas(cx, out) {
        if grafana.settings(cx.stack).is_none() {
            out.fail(missing(grafana.cluster, "ConfigMap with the settings of Grafana"));
        }
        for (section, key, effect) in OPEN {
            out.examine("settings");
            if grafana.setting(cx.stack, section, key).as_deref() == Some("true") {
                out.fail(
                    Finding::new(
                        format!("[{section}] {key} of {} {effect}", grafana.cluster.id),
                        grafana.deployment.location(&grafana.server.pointer),
                    )
                    .help("take it out of grafana.grafana.ini, or of the variables"),
                );
            }
        }
    }
}
