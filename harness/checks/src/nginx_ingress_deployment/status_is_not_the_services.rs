use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::ingress_nginx::controllers;
use crate::sources::with_values_key;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

The controller gets no flag `--publish-service`.

## Why it matters

With it the status of every Ingress is the address of a Service of type ClusterIP, which nobody outside can reach and some tools believe.

## How it is judged

The flags of the container `controller` are read.

## How to fix

Set `controller.publishService.enabled: false`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::NginxIngressDeployment,
        "nginx-ingress-deployment.status-is-not-the-services",
    ),
    title: "the status of an Ingress does not show an address of the cluster",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/stack.md#i-2")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (cluster, controller) in controllers(cx, out) {
        if let Some(flag) = controller.flag("publish-service") {
            let finding = Finding::new(
                format!("the controller of {} publishes the address of a Service", cluster.id),
                controller.object.location(&flag.place),
            )
            .help("set controller.publishService.enabled: false");
            out.fail(with_values_key(
                finding,
                cx,
                controller.object,
                &["controller", "publishService", "enabled"],
            ));
        }
    }
}
