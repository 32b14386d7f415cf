use std::collections::BTreeMap;

use conform_manifest::{Object, yaml::Node};
use conform_model::{ClauseId, ClusterId, ContractId, Finding, JsonPointer, Level, Location};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::pod_templates};

const DOCS: &str = "\
## What must hold

Ports lie between 1 and 65535, node ports between 30000 and 32767, port names are IANA service names of at most 15 characters, and within a cluster no two workloads take the same host port and no two Services the same node port.

## Why it matters

The API server refuses the first three. The last leaves a pod pending for ever on a single node.

## How it is judged

Ports of containers and Services are read; host ports are compared per cluster, protocol and number, a port on `hostNetwork` counting as a host port.

## How to fix

Choose a free port in the range; shorten the name.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.ports-valid"),
    title: "every port is a port and belongs to one owner",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/stack.md#native-semantics")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let mut taken: BTreeMap<(ClusterId, &str, String, i64), Location> = BTreeMap::new();
    for pod in pod_templates(cx.stack) {
        let host_network =
            pod.spec().and_then(|(_, spec)| spec.get("hostNetwork")).and_then(Node::as_bool) == Some(true);
        for container in pod.containers() {
            for (at, port) in container.node.dig_seq(&["ports"]).enumerate() {
                out.examine("ports");
                let place = container.pointer.key("ports").index(at);
                let protocol = port.dig_str(&["protocol"]).unwrap_or("TCP").to_owned();
                range(pod.object, port, "containerPort", 1, 65535, &place, out);
                range(pod.object, port, "hostPort", 1, 65535, &place, out);
                name(pod.object, port, &place, out);
                let number = port.get("hostPort").and_then(Node::as_i64).filter(|port| *port > 0);
                let container_port = port.get("containerPort").and_then(Node::as_i64);
                let number = number.or(container_port.filter(|_| host_network));
                if let Some(number) = number {
                    let field = if port.get("hostPort").is_some() { "hostPort" } else { "containerPort" };
                    claim(&mut taken, pod.object, ("host port", protocol, number), &place.key(field), out);
                }
            }
        }
    }
    for service in cx.stack.of_kind("Service") {
        for (at, port) in service.node.dig_seq(&["spec", "ports"]).enumerate() {
            out.examine("ports");
            let place = JsonPointer::root().key("spec").key("ports").index(at);
            let protocol = port.dig_str(&["protocol"]).unwrap_or("TCP").to_owned();
            range(service, port, "port", 1, 65535, &place, out);
            range(service, port, "nodePort", 30000, 32767, &place, out);
            if let Some(number) = port.get("nodePort").and_then(Node::as_i64) {
                claim(&mut taken, service, ("node port", protocol, number), &place.key("nodePort"), out);
            }
        }
    }
}

fn range(
    object: &Object,
    port: &Node,
    field: &str,
    low: i64,
    high: i64,
    place: &JsonPointer,
    out: &mut Outcome,
) {
    let Some(number) = port.get(field).and_then(Node::as_i64) else { return };
    // Zero is how a template writes "none".
    let none = number == 0 && matches!(field, "hostPort" | "nodePort");
    if !none && !(low..=high).contains(&number) {
        out.fail(
            Finding::new(
                format!("{field} {number} of {} is not between {low} and {high}", object.id),
                object.location(&place.key(field)),
            )
            .help(format!("choose a port between {low} and {high}")),
        );
    }
}

fn name(object: &Object, port: &Node, place: &JsonPointer, out: &mut Outcome) {
    let Some(name) = port.dig_str(&["name"]) else { return };
    let characters =
        name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let valid = (1..=15).contains(&name.len())
        && characters
        && name.bytes().any(|byte| byte.is_ascii_lowercase())
        && !name.starts_with('-')
        && !name.ends_with('-')
        && !name.contains("--");
    if !valid {
        out.fail(
            Finding::new(
                format!("`{name}` is no name for a port of {}", object.id),
                object.location(&place.key("name")),
            )
            .help("use at most 15 characters of a-z, 0-9 and single hyphens, with a letter among them"),
        );
    }
}

fn claim<'a>(
    taken: &mut BTreeMap<(ClusterId, &'a str, String, i64), Location>,
    object: &Object,
    (what, protocol, number): (&'a str, String, i64),
    place: &JsonPointer,
    out: &mut Outcome,
) {
    let place = object.location(place);
    let key = (object.cluster.clone(), what, protocol, number);
    if let Some(other) = taken.insert(key, place.clone()) {
        out.fail(
            Finding::new(format!("{what} {number} is taken twice in cluster {}", object.cluster), place)
                .related("the other owner", other)
                .help("give one of the two another port; each cluster has one node"),
        );
    }
}
