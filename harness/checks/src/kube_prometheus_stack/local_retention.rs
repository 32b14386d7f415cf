use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, sources::with_values_key};

const DOCS: &str = "\
## What must hold

The local retention of every Prometheus is that of the contract.

## Why it matters

The design keeps 2 hours locally and everything in S3; a longer retention hides that S3 answers nothing.

## How it is judged

The field `spec.retention` of every Prometheus is compared with the contract.

## How to fix

Set `prometheus.prometheusSpec.retention`; for six hours use the component `prometheus-retention-6h` together with the contract.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.local-retention"),
    title: "every Prometheus keeps what the contract says",
    level: Level::Must,
    traces: &[Trace::new("FR-004", "docs/design.md#fr-004")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::KubePrometheusStack, "retention");
    for prometheus in cx.stack.of_kind("Prometheus") {
        out.examine("prometheuses");
        let found = prometheus.node.dig_str(&["spec", "retention"]);
        if found != Some(&demanded.value) {
            let finding = Finding::new(
                format!("retention is {}, not {}", found.unwrap_or("absent"), demanded.value),
                prometheus.location(&JsonPointer::root().key("spec").key("retention")),
            )
            .related("the contract demands", demanded.location.clone())
            .help("set prometheus.prometheusSpec.retention in the values file");
            let route = ["prometheus", "prometheusSpec", "retention"];
            out.fail(with_values_key(finding, cx, prometheus, &route));
        }
    }
}
