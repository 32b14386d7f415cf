use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::ingress_nginx::{controllers, entry_ports};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};
use conform_manifest::yaml::Node;

const DOCS: &str = "\
## What must hold

The host ports of the controller are those of the fact `entry-ports` and no others.

## Why it matters

A host port is open to the whole LAN. The metrics of the controller name every host and path that is asked for.

## How it is judged

Every `hostPort` of the container `controller` is compared; in the network of the node, every container port.

## How to fix

Take the port out of `controller.hostPort.ports`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::NginxIngressDeployment,
        "nginx-ingress-deployment.only-entry-ports-on-the-node",
    ),
    title: "the controller opens no other port of the node",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#values-for-ingress")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::NginxIngressDeployment, "entry-ports");
    let entries = entry_ports(cx);
    for (cluster, controller) in controllers(cx, out) {
        let field = if controller.on_host_network() { "containerPort" } else { "hostPort" };
        for (place, port) in controller.ports() {
            let Some(number) = port.get(field).and_then(Node::as_i64).filter(|number| *number > 0) else {
                continue;
            };
            if !entries.contains(&number) {
                out.fail(
                    Finding::new(
                        format!("port {number} of the controller is open on the node of {}", cluster.id),
                        controller.object.location(&place.key(field)),
                    )
                    .related("the ports that are meant to be", demanded.location.clone())
                    .help("take it out of controller.hostPort.ports"),
                );
            }
        }
    }
}
