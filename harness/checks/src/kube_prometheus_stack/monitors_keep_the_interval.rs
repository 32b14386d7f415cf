use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{endpoints, prometheuses, seconds},
};

const DOCS: &str = "\
## What must hold

Every endpoint of every monitor is scraped at the interval of the contract, its own or the one it inherits.

## Why it matters

Charts bring intervals of their own. A window of an alert or a panel that holds two samples at 30 s holds none at 2 min, and the alert never fires.

## How it is judged

The `interval` of each endpoint of each ServiceMonitor and PodMonitor is compared with the contract as a duration; one that is not there is inherited.

## How to fix

Set the interval in the values of the chart that brings the monitor, or leave it out.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.monitors-keep-the-interval"),
    title: "no monitor scrapes at an interval of its own",
    level: Level::Must,
    traces: &[Trace::new("FR-004", "docs/stack.md#scraping"), Trace::new("FR-010", "docs/stack.md#scraping")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::KubePrometheusStack, "scrape-interval");
    for prometheus in prometheuses(cx, out) {
        for endpoint in endpoints(cx, out, &prometheus.cluster) {
            let Some(own) = endpoint.node.dig_str(&["interval"]) else { continue };
            if seconds(own) != seconds(&demanded.value) {
                out.fail(
                    Finding::new(
                        format!(
                            "{} is scraped every {own}, not every {}",
                            endpoint.monitor.id, demanded.value
                        ),
                        endpoint.location("interval"),
                    )
                    .related("the contract demands", demanded.location.clone())
                    .help("set the interval of the contract in the values, or leave it out"),
                );
            }
        }
    }
}
