use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::ingress_nginx::controllers;
use crate::sources::with_values_key;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Where the controller uses `hostNetwork`, its `dnsPolicy` is `ClusterFirstWithHostNet` and it is told to report the internal address of the node.

## Why it matters

With the default DNS policy such a pod asks the servers of the host and finds no Service. Without the flag the status of every Ingress stays empty.

## How it is judged

The pod template of the controller is read; with host ports there is nothing to complete.

## How to fix

Use host ports, or set `controller.dnsPolicy` and `controller.reportNodeInternalIp`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::NginxIngressDeployment,
        "nginx-ingress-deployment.host-network-is-complete",
    ),
    title: "a controller in the network of the node keeps cluster DNS and tells the node address",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/stack.md#i-1"), Trace::new("FR-003", "docs/stack.md#i-3")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (cluster, controller) in controllers(cx, out) {
        if !controller.on_host_network() {
            continue;
        }
        let policy = controller.pod.dig_str(&["dnsPolicy"]).unwrap_or("ClusterFirst");
        if policy != "ClusterFirstWithHostNet" {
            let finding = Finding::new(
                format!("the controller of {} is in the node's network with DNS policy {policy}", cluster.id),
                controller.object.location(&controller.pod_place.key("dnsPolicy")),
            )
            .help("set controller.dnsPolicy: ClusterFirstWithHostNet, or use host ports");
            out.fail(with_values_key(finding, cx, controller.object, &["controller", "hostNetwork"]));
        }
        let reports = controller.flag("report-node-internal-ip-address");
        if reports.is_none_or(|flag| flag.value == Some("false")) {
            let finding = Finding::new(
                format!("the controller of {} does not report the address of its node", cluster.id),
                controller.flag_location("report-node-internal-ip-address"),
            )
            .help("set controller.reportNodeInternalIp: true, or use host ports");
            out.fail(with_values_key(finding, cx, controller.object, &["controller", "hostNetwork"]));
        }
    }
}
