use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::kube::ingress_nginx::controllers;
use crate::kube::{Selector, pod_templates_of};
use crate::sources::with_values_key;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Every Service that selects the controller is of type ClusterIP.

## Why it matters

No load balancer exists here: such a Service stays pending for ever. A node port is a second way in, beside the ports that policies and firewalls know.

## How it is judged

Services of the namespace whose selector matches the pods of the controller are read.

## How to fix

Set `controller.service.type: ClusterIP`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::NginxIngressDeployment, "nginx-ingress-deployment.services-stay-inside"),
    title: "the Services of the controller are for the cluster alone",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/stack.md#values-for-ingress")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (cluster, controller) in controllers(cx, out) {
        let Some(pod) = pod_templates_of(controller.object) else { continue };
        for service in cx.stack.of_kind("Service").filter(|service| {
            service.cluster == cluster.id
                && service.namespace() == controller.object.namespace()
                && service
                    .node
                    .dig(&["spec", "selector"])
                    .is_some_and(|selector| Selector::map(selector).matches(&pod.labels))
        }) {
            out.examine("services");
            let kind = service.node.dig_str(&["spec", "type"]).unwrap_or("ClusterIP");
            if kind != "ClusterIP" {
                let finding = Finding::new(
                    format!("{} of {} is of type {kind}", service.id, cluster.id),
                    service.location(&JsonPointer::root().key("spec").key("type")),
                )
                .help("set controller.service.type: ClusterIP");
                out.fail(with_values_key(finding, cx, service, &["controller", "service", "type"]));
            }
        }
    }
}
