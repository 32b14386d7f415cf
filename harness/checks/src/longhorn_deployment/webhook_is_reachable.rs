use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};
use std::collections::BTreeMap;

use conform_manifest::yaml::Node;

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{Selector, longhorn::NAMESPACE},
    required::{On, Required},
};

const DOCS: &str = "\
## What must hold

A policy that selects the pods of the webhook admits everybody on the port of its Service.

## Why it matters

The API server calls from the node's own address, which no selector of pods covers. Kept out, it refuses every volume, also those of Longhorn itself.

## How it is judged

The port is taken from the Service and resolved through the manager's pod; the rule must list no peers.

## How to fix

Keep `networkPolicies.restrictInternalTraffic: true` in the values file.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.webhook-is-reachable"),
    title: "the API server reaches the admission webhook",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#l-19")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const WEBHOOK: Required = Required::new("Service", NAMESPACE, "longhorn-admission-webhook");
const MANAGER: Required = Required::new("DaemonSet", NAMESPACE, "longhorn-manager");

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let managers = MANAGER.find(cx, out, On::Every);
    for (cluster, service) in WEBHOOK.find(cx, out, On::Every) {
        if managers.iter().all(|(own, _)| own.id != cluster.id) {
            continue;
        }
        out.examine("webhooks");
        let labels: BTreeMap<&str, &str> = service
            .node
            .dig(&["spec", "selector"])
            .and_then(Node::as_map)
            .into_iter()
            .flatten()
            .filter_map(|entry| Some((&*entry.key, entry.value.as_str()?)))
            .collect();
        let target = service.node.dig_seq(&["spec", "ports"]).find_map(|port| port.get("targetPort"));
        let named = target.and_then(Node::as_str).and_then(|name| {
            managers
                .iter()
                .filter(|(own, _)| own.id == cluster.id)
                .flat_map(|(_, object)| object.node.dig_seq(&["spec", "template", "spec", "containers"]))
                .flat_map(|container| container.dig_seq(&["ports"]))
                .find(|port| port.dig_str(&["name"]) == Some(name))?
                .get("containerPort")
        });
        let port = named.or(target).and_then(Node::as_i64);
        let admitted = cx
            .stack
            .of_kind("NetworkPolicy")
            .filter(|policy| policy.cluster == cluster.id && policy.namespace() == NAMESPACE)
            .filter(|policy| {
                policy
                    .node
                    .dig(&["spec", "podSelector"])
                    .is_some_and(|own| Selector::labels(own).matches(&labels))
            })
            .flat_map(|policy| policy.node.dig_seq(&["spec", "ingress"]))
            .any(|rule| {
                let mut ports = rule.dig_seq(&["ports"]);
                rule.dig_seq(&["from"]).len() == 0
                    && ports.any(|own| port.is_some() && own.get("port").and_then(Node::as_i64) == port)
            });
        if !admitted {
            out.fail(
                Finding::new(
                    format!("no policy of cluster {} lets the API server to Longhorn's webhook", cluster.id),
                    service.location(&JsonPointer::root().key("spec").key("ports")),
                )
                .help("admit everybody on the port of the webhook"),
            );
        }
    }
}
