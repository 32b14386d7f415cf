use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::kube::ingress_nginx::controllers;
use crate::sources::with_values_key;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

The DaemonSet is updated one pod after the other, with `maxSurge` 0 and at least one pod unavailable.

## Why it matters

The next pod needs the same host ports. With a surge it waits for a pod that waits for it, and the rollout stands still.

## How it is judged

`updateStrategy` is read; absent fields have the defaults of Kubernetes.

## How to fix

Set `controller.updateStrategy` as in the values file of the tree.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::NginxIngressDeployment, "nginx-ingress-deployment.rollout-frees-the-ports"),
    title: "a rollout of the controller makes room on the ports first",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/stack.md#values-for-ingress")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (cluster, controller) in controllers(cx, out) {
        let strategy = controller.object.node.dig(&["spec", "updateStrategy"]);
        let kind = strategy.and_then(|own| own.dig_str(&["type"])).unwrap_or("RollingUpdate");
        let none = |key: &str, default: bool| {
            strategy.and_then(|own| own.dig(&["rollingUpdate", key])).map_or(default, |node| {
                node.as_i64() == Some(0) || node.as_str().is_some_and(|text| matches!(text, "0" | "0%"))
            })
        };
        let wrong = if kind != "RollingUpdate" {
            format!("the controller of {} is updated by {kind}: nothing replaces its pod", cluster.id)
        } else if !none("maxSurge", true) || none("maxUnavailable", false) {
            format!("the next controller of {} waits for ports that the old one holds", cluster.id)
        } else {
            continue;
        };
        let place = JsonPointer::root().key("spec").key("updateStrategy");
        let finding = Finding::new(wrong, controller.object.location(&place))
            .help("set maxSurge: 0 and maxUnavailable: 1 under controller.updateStrategy.rollingUpdate");
        out.fail(with_values_key(finding, cx, controller.object, &["controller", "updateStrategy"]));
    }
}
