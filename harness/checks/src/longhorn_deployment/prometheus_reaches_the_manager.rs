use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};
use std::collections::BTreeMap;

use conform_manifest::yaml::Node;

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{Selector, longhorn::NAMESPACE, pod_templates_of},
    required::{On, Required},
};

const DOCS: &str = "\
## What must hold

A policy that selects the manager's pods admits TCP 9500 from pods of Prometheus in namespace `monitoring`, both in one item.

## Why it matters

The chart's policies admit Longhorn's own pods alone, and a ServiceMonitor opens no way. Written as two items, the rule admits all of `monitoring` and Prometheus of the wrong namespace.

## How it is judged

Every item of every policy that selects the pods is held against the labels of namespace and pod.

## How to fix

Restore the policy `allow-prometheus` in `deploy/base/policies/longhorn-system.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.prometheus-reaches-the-manager"),
    title: "Prometheus is let through to the manager",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#l-6"), Trace::new("FR-010", "docs/stack.md#l-6")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const MANAGER: Required = Required::new("DaemonSet", NAMESPACE, "longhorn-manager");
/// Where the manager serves its metrics.
const PORT: i64 = 9500;

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let prometheus = BTreeMap::from([("app.kubernetes.io/name", "prometheus")]);
    let monitoring = BTreeMap::from([("kubernetes.io/metadata.name", "monitoring")]);
    for (cluster, object) in MANAGER.find(cx, out, On::Every) {
        out.examine("managers");
        let Some(pod) = pod_templates_of(object) else { continue };
        let admitted = cx
            .stack
            .of_kind("NetworkPolicy")
            .filter(|policy| policy.cluster == cluster.id && policy.namespace() == NAMESPACE)
            .filter(|policy| {
                policy
                    .node
                    .dig(&["spec", "podSelector"])
                    .is_some_and(|own| Selector::labels(own).matches(&pod.labels))
            })
            .flat_map(|policy| policy.node.dig_seq(&["spec", "ingress"]))
            .any(|rule| {
                let mut ports = rule.dig_seq(&["ports"]);
                let open =
                    ports.len() == 0 || ports.any(|own| own.get("port").and_then(Node::as_i64) == Some(PORT));
                open && rule.dig_seq(&["from"]).any(|item| {
                    let holds = |field: &str, labels: &BTreeMap<&str, &str>| {
                        item.get(field)
                            .map(Selector::labels)
                            .is_some_and(|own| !own.is_empty() && own.matches(labels))
                    };
                    holds("namespaceSelector", &monitoring) && holds("podSelector", &prometheus)
                })
            });
        if !admitted {
            out.fail(
                Finding::new(
                    format!("no policy of cluster {} lets Prometheus, and nobody else of its namespace, to the manager", cluster.id),
                    object.location(&JsonPointer::root().key("kind")),
                )
                .help("admit namespace and pod of Prometheus in one item, on port 9500"),
            );
        }
    }
}
