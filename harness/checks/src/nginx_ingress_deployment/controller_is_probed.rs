use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::ingress_nginx::controllers;
use crate::sources::with_values_key;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

The controller has a liveness and a readiness probe on its health page.

## Why it matters

It is the only way in. A worker that hangs without a probe hangs until somebody looks.

## How it is judged

Both probes of the container `controller` ask `/healthz` by HTTP.

## How to fix

Leave the probes of the chart as they are.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::NginxIngressDeployment, "nginx-ingress-deployment.controller-is-probed"),
    title: "the controller is restarted when it hangs and gets no requests before it is ready",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/stack.md#values-for-ingress")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (cluster, controller) in controllers(cx, out) {
        for probe in ["livenessProbe", "readinessProbe"] {
            if controller.container.dig_str(&[probe, "httpGet", "path"]) != Some("/healthz") {
                let finding = Finding::new(
                    format!("the controller of {} has no {probe} on /healthz", cluster.id),
                    controller.part(probe),
                )
                .help("leave the probes of the chart as they are");
                out.fail(with_values_key(finding, cx, controller.object, &["controller", probe]));
            }
        }
    }
}
