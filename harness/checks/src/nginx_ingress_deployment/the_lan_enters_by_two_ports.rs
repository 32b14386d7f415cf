use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::kube::ingress_nginx::{controllers, entry_ports};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};
use crate::{
    kube::{Selector, pod_templates_of},
    required::missing,
};
use conform_manifest::yaml::Node;

const DOCS: &str = "\
## What must hold

A policy admits everybody to each port of the fact `entry-ports`, and none admits everybody to another port of the controller.

## Why it matters

Under default-deny nobody gets in without the first. With more than that, health page and metrics are open to the LAN.

## How it is judged

Rules of the policies that select the controller, without `from` or with `0.0.0.0/0`, are collected with their ports.

## How to fix

Mend the policy `controller` in `deploy/base/policies/ingress-nginx.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::NginxIngressDeployment,
        "nginx-ingress-deployment.the-lan-enters-by-two-ports",
    ),
    title: "the LAN reaches the controller on its entry ports and nowhere else",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#network-policies")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::NginxIngressDeployment, "entry-ports");
    let entries = entry_ports(cx);
    for (cluster, controller) in controllers(cx, out) {
        let Some(pod) = pod_templates_of(controller.object) else { continue };
        let policies = cx.stack.of_kind("NetworkPolicy").filter(|policy| {
            policy.cluster == cluster.id
                && policy.namespace() == controller.object.namespace()
                && policy
                    .node
                    .dig(&["spec", "podSelector"])
                    .map(Selector::labels)
                    .unwrap_or_default()
                    .matches(&pod.labels)
        });
        let mut open: Vec<i64> = Vec::new();
        for policy in policies {
            for (at, rule) in policy.node.dig_seq(&["spec", "ingress"]).enumerate() {
                let mut peers = rule.dig_seq(&["from"]).peekable();
                let everybody = peers.peek().is_none()
                    || peers.any(|peer| peer.dig_str(&["ipBlock", "cidr"]) == Some("0.0.0.0/0"));
                if !everybody {
                    continue;
                }
                out.examine("rules");
                let ports: Vec<Option<i64>> =
                    rule.dig_seq(&["ports"]).map(|port| port.get("port").and_then(Node::as_i64)).collect();
                open.extend(ports.iter().flatten());
                if ports.is_empty()
                    || ports.iter().any(|port| port.is_none_or(|port| !entries.contains(&port)))
                {
                    let place = JsonPointer::root().key("spec").key("ingress").index(at);
                    out.fail(
                        Finding::new(
                            format!(
                                "{} of {} admits everybody to more than the entry ports",
                                policy.id, cluster.id
                            ),
                            policy.location(&place),
                        )
                        .related("the entry ports", demanded.location.clone())
                        .help("list the entry ports alone, or say who may come"),
                    );
                }
            }
        }
        for port in entries.iter().filter(|port| !open.contains(port)) {
            out.fail(missing(
                cluster,
                &format!("policy that admits the LAN to port {port} of the controller"),
            ));
        }
    }
}
