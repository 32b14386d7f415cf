use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{component::components, prometheuses},
};

const DOCS: &str = "\
## What must hold

No workload runs `thanos sidecar`, and no Prometheus replaces the container `thanos-sidecar` or gives it further arguments.

## Why it matters

The operator gives the sidecar what fits its Prometheus: the address, the folder, how compaction waits for uploads. A second sidecar uploads every block twice.

## How it is judged

Containers that run Thanos are looked at, and `spec.containers` and `spec.thanos.additionalArgs` of every Prometheus.

## How to fix

Use the fields under `prometheus.prometheusSpec.thanos`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.sidecars-come-from-the-operator"),
    title: "nobody writes a sidecar by hand",
    level: Level::Must,
    traces: &[Trace::new("FR-005", "docs/stack.md#values-for-kube-prometheus-stack")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for prometheus in prometheuses(cx, out) {
        let spec = JsonPointer::root().key("spec");
        for (at, container) in prometheus.node.dig_seq(&["spec", "containers"]).enumerate() {
            if container.dig_str(&["name"]) == Some("thanos-sidecar") {
                out.fail(
                    Finding::new(
                        format!("the Prometheus of {} replaces the sidecar", prometheus.cluster),
                        prometheus.location(&spec.key("containers").index(at)),
                    )
                    .help("use the fields under spec.thanos"),
                );
            }
        }
        if prometheus.node.dig_seq(&["spec", "thanos", "additionalArgs"]).next().is_some() {
            out.fail(
                Finding::new(
                    format!("the sidecar of {} is given further arguments", prometheus.cluster),
                    prometheus.location(&spec.key("thanos").key("additionalArgs")),
                )
                .help("use the fields under spec.thanos"),
            );
        }
    }
    for component in components(cx.stack).into_iter().filter(|own| own.subcommand == "sidecar") {
        out.fail(
            Finding::new(
                format!("{} runs a sidecar beside that of the operator", component.object.id),
                component.part("args"),
            )
            .help("remove it"),
        );
    }
}
