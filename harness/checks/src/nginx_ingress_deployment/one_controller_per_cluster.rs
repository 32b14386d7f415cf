use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};
use crate::{
    kube::{Container, pod_templates},
    required::{On, in_each},
};

const DOCS: &str = "\
## What must hold

In every cluster one workload serves Ingresses, and it is a DaemonSet.

## Why it matters

A second controller wants the same ports of the node and stays pending, or both write the status of every Ingress in turns. A Deployment of two replicas is that second one.

## How it is judged

Workloads whose container has the flag `--controller-class`, or whose image is a known controller, are counted.

## How to fix

Set `controller.kind: DaemonSet`, and take the other one away.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::NginxIngressDeployment,
        "nginx-ingress-deployment.one-controller-per-cluster",
    ),
    title: "one ingress controller runs per cluster",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/stack.md#i-6")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Parts of the image names of controllers that might be added one day.
const IMAGES: [&str; 4] = ["ingress-nginx/controller", "/traefik", "nginx-ingress", "haproxy-ingress"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    in_each(cx, out, On::Every, "ingress controller", |cluster, out| {
        let serves = |container: &Container<'_>| {
            container
                .node
                .dig_seq(&["args"])
                .any(|arg| arg.as_str().is_some_and(|arg| arg.starts_with("--controller-class")))
                || container
                    .node
                    .dig_str(&["image"])
                    .is_some_and(|image| IMAGES.iter().any(|part| image.contains(part)))
        };
        let found: Vec<_> = pod_templates(cx.stack)
            .into_iter()
            .filter(|pod| pod.object.cluster == cluster.id && pod.containers().iter().any(serves))
            .map(|pod| pod.object)
            .collect();
        for (at, object) in found.iter().enumerate() {
            out.examine("controllers");
            let message = if at > 0 {
                format!("{} is a second ingress controller in {}", object.id, cluster.id)
            } else if object.kind() != "DaemonSet" {
                format!("the ingress controller of {} is a {}", cluster.id, object.kind())
            } else {
                continue;
            };
            out.fail(
                Finding::new(message, object.location(&JsonPointer::root().key("kind")))
                    .help("run one controller, as a DaemonSet"),
            );
        }
        found.len()
    });
}
