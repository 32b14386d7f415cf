use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::alertmanager::routings};

const DOCS: &str = "\
## What must hold

Every receiver that a route names is defined, once, and every receiver that is defined is named by a route.

## Why it matters

A route to a receiver that does not exist keeps Alertmanager from loading the configuration: it goes on with the old one, or does not start. A receiver that no route names is somebody who believes to be told.

## How it is judged

The names of the route tree are compared with the list of receivers.

## How to fix

Correct the name in `deploy/base/kube-prometheus-stack/alertmanager/alertmanager.yaml`, or remove the receiver.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.receivers-exist"),
    title: "routes and receivers of Alertmanager belong together",
    level: Level::Must,
    traces: &[Trace::new("FR-012a", "docs/stack.md#alertmanager")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for routing in routings(cx, out) {
        let defined: Vec<&str> =
            routing.receivers().filter_map(|receiver| receiver.dig_str(&["name"])).collect();
        let named: Vec<(String, &str)> = routing
            .routes()
            .into_iter()
            .filter_map(|route| Some((route.path, route.node.dig_str(&["receiver"])?)))
            .collect();
        for (path, name) in &named {
            out.examine("names of receivers");
            if !defined.contains(name) {
                out.fail(
                    Finding::new(
                        format!("{path} names receiver `{name}`, which is not defined"),
                        routing.place(),
                    )
                    .help("define the receiver, or correct the name"),
                );
            }
        }
        for (at, name) in defined.iter().enumerate() {
            out.examine("receivers");
            let message = if defined[..at].contains(name) {
                format!("receiver `{name}` is defined twice")
            } else if named.iter().any(|(_, own)| own == name) {
                continue;
            } else {
                format!("no route leads to receiver `{name}`")
            };
            out.fail(
                Finding::new(message, routing.place()).help("remove the receiver, or let a route lead to it"),
            );
        }
    }
}
