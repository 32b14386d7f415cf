use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use super::controller::{controllers, ingresses};
use crate::kube::{PodTemplate, Selector, pod_templates, pod_templates_of};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};
use conform_manifest::{Object, yaml::Node};
use std::collections::BTreeMap;

const DOCS: &str = "\
## What must hold

For every backend of an Ingress a policy lets the controller out to its pods and port, and a policy lets the controller in there.

## Why it matters

Under default-deny one of the two missing means 504 for the page, while all pods are ready.

## How it is judged

Backends are followed through the Service to the labels and the port of its pods; the rules of both namespaces are searched.

## How to fix

Add the page to the egress of `controller` in `deploy/base/policies/ingress-nginx.yaml`, and the controller to the ingress of the page.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::NginxIngressDeployment, "nginx-ingress-deployment.policies-admit-backends"),
    title: "the policies let the controller reach the pods behind every Ingress",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#i-3")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let pods = pod_templates(cx.stack);
    let controllers = controllers(cx, out);
    for ingress in ingresses(cx, out) {
        let Some((cluster, controller)) =
            controllers.iter().find(|(cluster, _)| cluster.id == ingress.cluster)
        else {
            continue;
        };
        let Some(entry) = pod_templates_of(controller.object) else { continue };
        for rule in ingress.node.dig_seq(&["spec", "rules"]) {
            for path in rule.dig_seq(&["http", "paths"]) {
                let Some((pod, port)) = behind(cx, ingress, path, &pods) else { continue };
                out.examine("backends");
                for (from, to, direction) in [(&entry, &pod, "egress"), (&pod, &entry, "ingress")] {
                    if !admitted(cx, from, to, direction, port) {
                        out.fail(
                            Finding::new(
                                format!(
                                    "no policy of {} admits {direction} of {} with {} on port {port}",
                                    cluster.id, from.object.id, to.object.id
                                ),
                                ingress.location(&JsonPointer::root().key("spec").key("rules")),
                            )
                            .help("complete the policies of both namespaces"),
                        );
                    }
                }
            }
        }
    }
}

/// The pods behind a path of an Ingress, and the port that they get requests on.
fn behind<'p, 'a>(
    cx: &Facts<'a>,
    ingress: &Object,
    path: &Node,
    pods: &'p [PodTemplate<'a>],
) -> Option<(PodTemplate<'a>, i64)> {
    let backend = path.dig(&["backend", "service"])?;
    let service =
        cx.stack.find(&ingress.cluster, "Service", ingress.namespace(), backend.dig_str(&["name"])?)?;
    let wanted = backend.get("port")?;
    let port = service.node.dig_seq(&["spec", "ports"]).find(|own| {
        own.dig_str(&["name"]).is_some_and(|name| wanted.dig_str(&["name"]) == Some(name))
            || wanted
                .get("number")
                .is_some_and(|number| own.get("port").and_then(Node::as_i64) == number.as_i64())
    })?;
    let selector = Selector::map(service.node.dig(&["spec", "selector"])?);
    let pod: &'p PodTemplate<'a> = pods.iter().find(|pod| {
        pod.object.cluster == ingress.cluster
            && pod.object.namespace() == ingress.namespace()
            && selector.matches(&pod.labels)
    })?;
    let target = port.get("targetPort").or_else(|| port.get("port"))?;
    let number = target.as_i64().or_else(|| {
        let name = target.as_str()?;
        let listed = pod.containers().into_iter().find_map(|container| {
            container
                .node
                .dig_seq(&["ports"])
                .find(|own| own.dig_str(&["name"]) == Some(name))
                .and_then(|own| own.get("containerPort")?.as_i64())
        });
        // Pods of the operator list their ports nowhere in the render; the Service has the same number.
        listed.or_else(|| port.get("port")?.as_i64())
    })?;
    Some((pod.clone(), number))
}

/// Whether a policy of the first pods lets them talk with the second ones on this port of the backend.
fn admitted(
    cx: &Facts<'_>,
    own: &PodTemplate<'_>,
    other: &PodTemplate<'_>,
    direction: &str,
    port: i64,
) -> bool {
    let peers = if direction == "ingress" { "from" } else { "to" };
    let namespace = BTreeMap::from([("kubernetes.io/metadata.name", other.object.namespace())]);
    let meant = |peer: &Node| {
        let spaces = match peer.get("namespaceSelector") {
            Some(selector) => Selector::labels(selector).matches(&namespace),
            None => own.object.namespace() == other.object.namespace(),
        };
        peer.get("ipBlock").is_none()
            && spaces
            && peer
                .get("podSelector")
                .is_none_or(|selector| Selector::labels(selector).matches(&other.labels))
    };
    cx.stack
        .of_kind("NetworkPolicy")
        .filter(|policy| {
            policy.cluster == own.object.cluster
                && policy.namespace() == own.object.namespace()
                && policy
                    .node
                    .dig(&["spec", "podSelector"])
                    .map(Selector::labels)
                    .unwrap_or_default()
                    .matches(&own.labels)
        })
        .flat_map(|policy| policy.node.dig_seq(&["spec", direction]))
        .any(|rule| {
            let mut ports = rule.dig_seq(&["ports"]).peekable();
            let open = ports.peek().is_none()
                || ports.any(|own| own.get("port").and_then(Node::as_i64).is_none_or(|own| own == port));
            let mut all = rule.dig_seq(&[peers]).peekable();
            open && (all.peek().is_none() || all.any(meant))
        })
}
