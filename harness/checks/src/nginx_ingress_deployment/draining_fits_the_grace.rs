use conform_model::{ClauseId, ContractId, Level};

use crate::kube::ingress_nginx::{configurations, controllers, setting, wrong_setting};
use crate::kube::seconds;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};
use conform_manifest::yaml::Node;

const DOCS: &str = "\
## What must hold

`worker-shutdown-timeout` is shorter than `terminationGracePeriodSeconds` of the controller.

## Why it matters

The kubelet kills what still runs at the end of the grace period. With a longer timeout every rollout cuts the connections that it meant to drain.

## How it is judged

Both are read as seconds; absent, the controller takes 240 s and Kubernetes 30 s.

## How to fix

Lower `controller.config.worker-shutdown-timeout`, or raise `controller.terminationGracePeriodSeconds`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::NginxIngressDeployment, "nginx-ingress-deployment.draining-fits-the-grace"),
    title: "connections are drained before the pod is killed",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/stack.md#values-for-ingress")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// What the controller and Kubernetes take where nothing is said, in seconds.
const TIMEOUT: u64 = 240;
const GRACE: u64 = 30;

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let pods = controllers(cx, out);
    for configuration in configurations(cx, out) {
        let Some((_, controller)) = pods.iter().find(|(cluster, _)| cluster.id == configuration.cluster)
        else {
            continue;
        };
        let timeout = setting(configuration, "worker-shutdown-timeout").map_or(Some(TIMEOUT), seconds);
        let grace = controller.pod.get("terminationGracePeriodSeconds").and_then(Node::as_i64);
        let grace = grace.map_or(Some(GRACE), |grace| u64::try_from(grace).ok());
        if timeout.is_none() || timeout >= grace {
            let message = format!(
                "draining may take {} in {}, and the pod is killed after {} s",
                setting(configuration, "worker-shutdown-timeout").unwrap_or("240s"),
                configuration.cluster,
                grace.unwrap_or_default(),
            );
            let place =
                controller.object.location(&controller.pod_place.key("terminationGracePeriodSeconds"));
            out.fail(
                wrong_setting(
                    cx,
                    configuration,
                    "worker-shutdown-timeout",
                    message,
                    "lower it, or raise controller.terminationGracePeriodSeconds",
                )
                .related("the grace period", place),
            );
        }
    }
}
