use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::ingress_nginx::{controllers, entry_ports};
use crate::sources::with_values_key;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};
use conform_manifest::yaml::Node;

const DOCS: &str = "\
## What must hold

The controller listens on every port of the fact `entry-ports`, by host port or in the network of the node.

## Why it matters

The Service is for the cluster alone. Without these ports nobody outside the node sees any page.

## How it is judged

The ports of the container `controller`: `hostPort` equals the number, or `hostNetwork` is on and the container port does.

## How to fix

Set `controller.hostPort.enabled: true` in `deploy/base/nginx-ingress/values.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::NginxIngressDeployment, "nginx-ingress-deployment.ports-reach-the-node"),
    title: "ports 80 and 443 of the node lead to the controller",
    level: Level::Must,
    traces: &[
        Trace::new("FR-003", "docs/stack.md#values-for-ingress"),
        Trace::new("FR-003", "docs/design.md#contract-3"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::NginxIngressDeployment, "entry-ports");
    for (cluster, controller) in controllers(cx, out) {
        let field = if controller.on_host_network() { "containerPort" } else { "hostPort" };
        for port in entry_ports(cx) {
            let open = |own: &Node| own.get(field).and_then(Node::as_i64) == Some(port);
            if controller.ports().any(|(_, own)| open(own)) {
                continue;
            }
            let finding = Finding::new(
                format!("port {port} of the node of {} does not lead to the controller", cluster.id),
                controller.part("ports"),
            )
            .related("the contract demands", demanded.location.clone())
            .help("set controller.hostPort.enabled: true");
            out.fail(with_values_key(finding, cx, controller.object, &["controller", "hostPort", "enabled"]));
        }
    }
}
