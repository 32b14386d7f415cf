use std::collections::BTreeMap;

use conform_manifest::{Object, yaml::Node};
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{Selector, entities::service_monitor},
};

const DOCS: &str = "\
## What must hold

Every ServiceMonitor selects at least one Service in its namespaces, and every endpoint's port is a port name of one of them. Services that Kubernetes itself or the operator makes at run time are those the contracts list under `provided`.

## Why it matters

A monitor that matches nothing makes no target, and a target that does not exist is never down.

## How it is judged

The label selector and the namespace selector are evaluated against all Services of the cluster.

## How to fix

Use the labels of the Service's own metadata, not those of its pods, and the name of its port.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.monitors-select-services"),
    title: "every ServiceMonitor finds a Service with its port",
    level: Level::Must,
    traces: &[Trace::new("FR-010", "docs/stack.md#cross-object")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for monitor in cx.stack.of_kind("ServiceMonitor") {
        out.examine("service monitors");
        let spec = JsonPointer::root().key("spec");
        if let Err(error) = service_monitor(monitor).check() {
            out.fail(
                Finding::new(
                    format!("{} makes no target: {error}", monitor.id),
                    monitor.location(&spec.key("endpoints")),
                )
                .help("name the port of the Service in an endpoint"),
            );
        }
        let selector = monitor.node.dig(&["spec", "selector"]).map(Selector::labels).unwrap_or_default();
        let services: Vec<&Object> = cx
            .stack
            .of_kind("Service")
            .filter(|service| {
                service.cluster == monitor.cluster
                    && in_namespaces(monitor, service)
                    && selector.matches(&labels(service))
            })
            .collect();
        let provided = cx.contracts.iter().flat_map(|contract| &contract.provided).any(|provided| {
            provided.kind.value == "ServiceMonitorTarget" && provided.name.value == monitor.name()
        });
        if provided {
            continue;
        }
        if services.is_empty() {
            out.fail(
                Finding::new(
                    format!("{} selects no Service of cluster {}", monitor.id, monitor.cluster),
                    monitor.location(&spec.key("selector")),
                )
                .help("select by the labels of the Service itself, and by the namespace it is in"),
            );
            continue;
        }
        for (at, endpoint) in monitor.node.dig_seq(&["spec", "endpoints"]).enumerate() {
            let Some(port) = endpoint.dig_str(&["port"]) else { continue };
            let named = services.iter().any(|service| {
                service.node.dig_seq(&["spec", "ports"]).any(|own| own.dig_str(&["name"]) == Some(port))
            });
            if !named {
                out.fail(
                    Finding::new(
                        format!("no Service that {} selects has a port called `{port}`", monitor.id),
                        monitor.location(&spec.key("endpoints").index(at).key("port")),
                    )
                    .help("use the name of the Service's port, not its number or that of the container"),
                );
            }
        }
    }
}

fn in_namespaces(monitor: &Object, service: &Object) -> bool {
    match monitor.node.dig(&["spec", "namespaceSelector"]) {
        Some(node) if node.get("any").and_then(Node::as_bool) == Some(true) => true,
        Some(node) if node.get("matchNames").is_some() => {
            node.dig_seq(&["matchNames"]).any(|name| name.as_str() == Some(service.namespace()))
        }
        _ => monitor.namespace() == service.namespace(),
    }
}

fn labels(service: &Object) -> BTreeMap<&str, &str> {
    service
        .node
        .dig(&["metadata", "labels"])
        .and_then(Node::as_map)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some((&*entry.key, entry.value.as_str()?)))
        .collect()
}
