use conform_manifest::{Object, yaml::Node};
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{pod_templates, pointer, prometheuses},
};

const DOCS: &str = "\
## What must hold

No probe and no hook of a container whose image is distroless runs a command.

## Why it matters

Images of Prometheus and node-exporter hold one program and nothing else. A probe that runs `sh` or `wget` fails each time, and the pod is killed for it; a hook that fails kills it at its start.

## How it is judged

Containers of all workloads, and those that a Prometheus resource adds or changes, are looked at; an image is distroless if its tag says so.

## How to fix

Use `httpGet` in the probe.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.no-shell-is-asked-for"),
    title: "nothing asks a distroless image for a shell",
    level: Level::Must,
    traces: &[Trace::new("FR-001", "docs/stack.md#p-1")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Where a container may be told to run a command.
const COMMANDS: [&[&str]; 5] = [
    &["livenessProbe", "exec"],
    &["readinessProbe", "exec"],
    &["startupProbe", "exec"],
    &["lifecycle", "postStart", "exec"],
    &["lifecycle", "preStop", "exec"],
];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for pod in pod_templates(cx.stack) {
        for container in pod.containers() {
            if container.node.dig_str(&["image"]).is_some_and(is_distroless) {
                out.examine("distroless containers");
                report(out, pod.object, &container.pointer, container.node);
            }
        }
    }
    for prometheus in prometheuses(cx, out) {
        let own = prometheus.node.dig_str(&["spec", "image"]).is_some_and(is_distroless);
        let list = pointer(&["spec", "containers"]);
        for (at, container) in prometheus.node.dig_seq(&["spec", "containers"]).enumerate() {
            let image = container.dig_str(&["image"]);
            let merged = container.dig_str(&["name"]) == Some("prometheus") && image.is_none() && own;
            if merged || image.is_some_and(is_distroless) {
                report(out, prometheus, &list.index(at), container);
            }
        }
    }
}

fn is_distroless(image: &str) -> bool {
    image.rsplit('/').next().is_some_and(|name| name.contains("distroless"))
}

fn report(out: &mut Outcome, object: &Object, place: &JsonPointer, container: &Node) {
    for route in COMMANDS {
        if container.dig(route).is_some() {
            let place = route.iter().fold(place.clone(), |place, key| place.key(key));
            let name = container.dig_str(&["name"]).unwrap_or_default();
            out.fail(
                Finding::new(
                    format!(
                        "{} of container {name} runs a command, and its image holds no shell",
                        route[..route.len() - 1].join(".")
                    ),
                    object.location(&place),
                )
                .help("ask over HTTP instead"),
            );
        }
    }
}
