use conform_manifest::yaml::{Number, Value};
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::pod_templates};

const DOCS: &str = "\
## What must hold

A probe or lifecycle hook that names its port names a port of its own container; one that gives a number gives a port between 1 and 65535.

## Why it matters

A probe to a name that does not exist never succeeds: the pod is never ready, or is restarted for ever.

## How it is judged

The ports of `livenessProbe`, `readinessProbe`, `startupProbe` and of HTTP lifecycle hooks are resolved within the container.

## How to fix

Correct the name, or name the port under `ports`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.probe-ports-exist"),
    title: "every probe goes to a port its container has",
    level: Level::Must,
    traces: &[Trace::new("FR-010", "docs/stack.md#native-semantics")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for pod in pod_templates(cx.stack) {
        for container in pod.containers() {
            let names: Vec<&str> =
                container.node.dig_seq(&["ports"]).filter_map(|port| port.dig_str(&["name"])).collect();
            for route in ROUTES {
                let Some(port) = container.node.dig(route) else { continue };
                out.examine("probes");
                let place = route.iter().fold(container.pointer.clone(), |place, key| place.key(key));
                let wrong = match &port.value {
                    Value::String(name) if !names.contains(&&**name) => {
                        format!("`{name}`, which is no port of container `{}`", container.name())
                    }
                    Value::Number(Number::Int(number)) if !(1..=65535).contains(number) => {
                        format!("{number}, which is no port")
                    }
                    _ => continue,
                };
                out.fail(
                    Finding::new(format!("{} goes to port {wrong}", route[0]), pod.object.location(&place))
                        .help("name a port that the container lists under `ports`"),
                );
            }
        }
    }
}

/// Where a container names a port that it must have itself.
const ROUTES: &[&[&str]] = &[
    &["livenessProbe", "httpGet", "port"],
    &["livenessProbe", "tcpSocket", "port"],
    &["readinessProbe", "httpGet", "port"],
    &["readinessProbe", "tcpSocket", "port"],
    &["startupProbe", "httpGet", "port"],
    &["startupProbe", "tcpSocket", "port"],
    &["lifecycle", "postStart", "httpGet", "port"],
    &["lifecycle", "preStop", "httpGet", "port"],
];
