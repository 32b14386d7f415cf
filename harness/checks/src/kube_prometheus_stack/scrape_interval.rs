use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, sources::with_values_key};

const DOCS: &str = "\
## What must hold

The scrape interval of every Prometheus is that of the contract.

## Why it matters

Objectives and alert windows are written for this interval.

## How it is judged

The field `spec.scrapeInterval` of every Prometheus is compared with the contract.

## How to fix

Set `prometheus.prometheusSpec.scrapeInterval`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.scrape-interval"),
    title: "every Prometheus scrapes at the interval of the contract",
    level: Level::Must,
    traces: &[Trace::new("FR-004", "docs/design.md#contract-4")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::KubePrometheusStack, "scrape-interval");
    for prometheus in cx.stack.of_kind("Prometheus") {
        out.examine("prometheuses");
        let found = prometheus.node.dig_str(&["spec", "scrapeInterval"]);
        if found != Some(&demanded.value) {
            let finding = Finding::new(
                format!("scrapeInterval is {}, not {}", found.unwrap_or("absent"), demanded.value),
                prometheus.location(&JsonPointer::root().key("spec").key("scrapeInterval")),
            )
            .related("the contract demands", demanded.location.clone())
            .help("set prometheus.prometheusSpec.scrapeInterval in the values file");
            let route = ["prometheus", "prometheusSpec", "scrapeInterval"];
            out.fail(with_values_key(finding, cx, prometheus, &route));
        }
    }
}
