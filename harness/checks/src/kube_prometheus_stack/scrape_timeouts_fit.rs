use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{endpoints, prometheuses, seconds, spec_finding},
};

const DOCS: &str = "\
## What must hold

Where a timeout of scrapes is set, on a monitor or on Prometheus, it is not longer than the interval it applies to.

## Why it matters

The operator drops a monitor whose timeout is longer than its interval from the configuration of Prometheus; nothing is scraped, nothing is down.

## How it is judged

The timeout and the interval of each endpoint, those of Prometheus where it has none of its own, are compared as durations.

## How to fix

Shorten `scrapeTimeout`, or leave it out.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.scrape-timeouts-fit"),
    title: "no scrape may take longer than its interval",
    level: Level::Must,
    traces: &[Trace::new("FR-010", "docs/stack.md#scraping")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for prometheus in prometheuses(cx, out) {
        let default = prometheus.node.dig_str(&["spec", "scrapeInterval"]).unwrap_or("30s");
        let timeout = prometheus.node.dig_str(&["spec", "scrapeTimeout"]);
        if let Some(timeout) = timeout.filter(|timeout| longer(timeout, default)) {
            let message = format!("a scrape may take {timeout}, longer than the interval of {default}");
            out.fail(spec_finding(cx, prometheus, &["scrapeTimeout"], message));
        }
        for endpoint in endpoints(cx, out, &prometheus.cluster) {
            let Some(timeout) = endpoint.node.dig_str(&["scrapeTimeout"]) else { continue };
            let interval = endpoint.node.dig_str(&["interval"]).unwrap_or(default);
            if longer(timeout, interval) {
                out.fail(
                    Finding::new(
                        format!("a scrape may take {timeout}, longer than the interval of {interval}"),
                        endpoint.location("scrapeTimeout"),
                    )
                    .help("make scrapeTimeout shorter than the interval, or leave it out"),
                );
            }
        }
    }
}

/// Whether a timeout is longer than an interval; what is no duration counts as longer.
fn longer(timeout: &str, interval: &str) -> bool {
    match (seconds(timeout), seconds(interval)) {
        (Some(timeout), Some(interval)) => timeout > interval,
        _ => true,
    }
}
