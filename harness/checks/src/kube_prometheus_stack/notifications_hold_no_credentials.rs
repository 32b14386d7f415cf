use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::alertmanager::{Routing, routings},
};

const DOCS: &str = "\
## What must hold

No receiver, and nothing under `global`, holds an address, token or password in clear; each is given as the path of a file.

## Why it matters

The configuration is in Git. The address of a webhook is a credential: whoever has it can write to the channel, and often a token is part of it.

## How it is judged

All fields of the ways to notify are looked at by name: those that take a credential must be their `*_file` form.

## How to fix

Put the value into `alertmanager-notify.env` of stage 20-secrets, and its path into `deploy/base/kube-prometheus-stack/alertmanager/alertmanager.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.notifications-hold-no-credentials",
    ),
    title: "the configuration of Alertmanager holds no address or token itself",
    level: Level::Must,
    traces: &[
        Trace::new("FR-012a", "docs/stack.md#alertmanager"),
        Trace::new("FR-007a", "docs/stack.md#secrets"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Fields of receivers, of their HTTP clients and of `global` that take a credential, or an address
/// that is one, in clear.
const IN_CLEAR: &[&str] = &[
    "api_key",
    "api_secret",
    "api_url",
    "auth_password",
    "auth_secret",
    "bot_token",
    "client_secret",
    "credentials",
    "opsgenie_api_key",
    "password",
    "routing_key",
    "secret_key",
    "service_key",
    "slack_api_url",
    "smtp_auth_password",
    "smtp_auth_secret",
    "token",
    "url",
    "user_key",
    "victorops_api_key",
    "webhook_url",
    "wechat_api_secret",
];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for routing in routings(cx, out) {
        for receiver in routing.receivers() {
            out.examine("receivers");
            let name = receiver.dig_str(&["name"]).unwrap_or_default();
            for (kind, settings) in Routing::ways(receiver) {
                report(&routing, &format!("{kind} of receiver `{name}`"), settings, out);
            }
        }
        if let Some(global) = routing.config.get("global") {
            report(&routing, "global", global, out);
        }
    }
}

/// Says which fields below a node are in clear, without their values.
fn report(routing: &Routing<'_>, what: &str, node: &Node, out: &mut Outcome) {
    for entry in node.as_map().into_iter().flatten() {
        if IN_CLEAR.contains(&&*entry.key) && entry.value.as_str().is_some_and(|text| !text.is_empty()) {
            out.fail(
                Finding::new(format!("{what} holds `{}` in clear", entry.key), routing.place()).help(
                    format!("write {}_file with a path in a Secret that Alertmanager mounts", entry.key),
                ),
            );
        }
        report(routing, what, &entry.value, out);
    }
}
