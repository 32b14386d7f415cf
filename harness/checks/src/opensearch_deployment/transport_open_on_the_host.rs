use conform_manifest::Object;
use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{LogNode, judge_nodes},
};

const DOCS: &str = "\
## What must hold

The port that every node publishes for transport leads from the host to the port on which it listens: as `hostPort` of its container, or as a node port of a Service.

## Why it matters

The other clusters see nothing but the host. A published port that is closed there leaves three clusters of one node.

## How it is judged

`transport.publish_port`, else `transport.port`, of every node is looked for among the host ports of its container and the node ports of Services that select it.

## How to fix

Set `transportHostPort` in the values of the chart to the published port.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.transport-open-on-the-host"),
    title: "the port that a node publishes is open on its host",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#values-for-opensearch")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_nodes(cx, out, |node| {
        let number = |key: &str| node.setting(key).and_then(|own| own.text().parse::<i64>().ok());
        let Some(listens) = number("transport.port") else {
            let message = format!("transport.port of {} is absent, so it is one of a range", node.cluster.id);
            let help = "set transport.port in opensearch.yml";
            return vec![node.finding(cx, "transport.port", message).help(help)];
        };
        let published = number("transport.publish_port").unwrap_or(listens);
        let ports = node.container.node.dig_seq(&["ports"]);
        let on_host = ports.into_iter().any(|port| {
            let own = |key: &str| port.get(key).and_then(Node::as_i64);
            own("hostPort") == Some(published) && own("containerPort") == Some(listens)
        });
        let host_network = node
            .pod
            .spec()
            .and_then(|(_, spec)| spec.get("hostNetwork"))
            .and_then(Node::as_bool)
            .unwrap_or_default();
        if on_host || (host_network && published == listens) || by_service(cx, node, published, listens) {
            return Vec::new();
        }
        let place = node.object.location(&node.container.pointer.key("ports"));
        let message =
            format!("port {published}, which {} publishes, is not open on its host", node.cluster.id);
        vec![Finding::new(message, place).help("set transportHostPort in the values of the base")]
    });
}

/// Whether a Service leads the node port to the port on which the node listens.
fn by_service(cx: &Facts<'_>, node: &LogNode<'_>, published: i64, listens: i64) -> bool {
    let selects = |service: &Object| {
        let selector = service.node.dig(&["spec", "selector"]).and_then(Node::as_map);
        selector.is_some_and(|own| {
            own.iter().all(|entry| node.pod.labels.get(&*entry.key).copied() == entry.value.as_str())
        })
    };
    cx.stack
        .of_kind("Service")
        .filter(|service| {
            service.cluster == node.cluster.id && service.namespace() == node.object.namespace()
        })
        .filter(|service| selects(service))
        .flat_map(|service| service.node.dig_seq(&["spec", "ports"]))
        .any(|port| {
            let target = port.get("targetPort").or_else(|| port.get("port"));
            port.get("nodePort").and_then(Node::as_i64) == Some(published)
                && target.and_then(Node::as_i64) == Some(listens)
        })
}
