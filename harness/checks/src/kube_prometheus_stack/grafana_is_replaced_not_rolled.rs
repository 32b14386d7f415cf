use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{grafana_server::grafanas, pointer},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

Every Grafana is one pod that is replaced by recreation.

## Why it matters

Its volume goes to one pod at a time and its database to one process. A rolling update starts the new pod first: it waits for the volume, or two of them write to one file.

## How it is judged

`strategy.type` of the Deployment is `Recreate`, and `replicas` is 1 at most.

## How to fix

Set `grafana.deploymentStrategy.type: Recreate`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.grafana-is-replaced-not-rolled",
    ),
    title: "a new Grafana starts after the old one has ended",
    level: Level::Must,
    traces: &[Trace::new("FR-013", "docs/stack.md#grafana")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for grafana in grafanas(cx, out) {
        out.examine("grafanas");
        let deployment = grafana.deployment;
        let strategy = deployment.node.dig_str(&["spec", "strategy", "type"]).unwrap_or("RollingUpdate");
        if strategy != "Recreate" {
            let finding = Finding::new(
                format!("{} is updated by {strategy} while its volume admits one pod", deployment.id),
                deployment.location(&pointer(&["spec", "strategy"])),
            )
            .help("set grafana.deploymentStrategy.type to Recreate");
            out.fail(with_values_key(finding, cx, deployment, &["grafana", "deploymentStrategy"]));
        }
        let replicas = deployment.node.dig(&["spec", "replicas"]).and_then(Node::as_i64).unwrap_or(1);
        if replicas > 1 {
            out.fail(
                Finding::new(
                    format!("{replicas} pods of {} share one database", deployment.id),
                    deployment.location(&pointer(&["spec", "replicas"])),
                )
                .help("set grafana.replicas to 1"),
            );
        }
    }
}
