use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::promql::rule_queries, required::On};

const DOCS: &str = "\
## What must hold

On every cluster an alert asks for each metric that the contract lists for S3, for the sidecar, for scrapes and for disks.

## Why it matters

A list of names proves nothing: an alert called after S3 may ask for something else.

## How it is judged

The selectors of all alerts but those of severity `none` are compared with the facts `alert-metrics-…`.

## How to fix

Add an alert on the metric under `deploy/base/alerts`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.alerts-cover-requirements"),
    title: "each class of trouble of FR-012 is noticed by the metric that shows it",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/design.md#fr-012"), Trace::new("FR-012", "docs/stack.md#alerts")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The classes, by the facts that list their metrics.
const CLASSES: &[(&str, &str)] = &[
    ("S3", "alert-metrics-s3"),
    ("the sidecar", "alert-metrics-sidecar"),
    ("scrapes", "alert-metrics-scrape"),
    ("disks", "alert-metrics-disk"),
];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let rules = rule_queries(cx, out);
    for cluster in On::Every.clusters(cx) {
        // A cluster without any rule has been said to lack them.
        if rules.iter().all(|rule| rule.object.cluster != cluster.id) {
            continue;
        }
        let asked: Vec<&str> = rules
            .iter()
            .filter(|rule| rule.alerts() && rule.severity() != "none" && rule.object.cluster == cluster.id)
            .filter_map(|rule| rule.read())
            .flat_map(|query| &query.selections)
            .map(|selection| selection.metric.as_str())
            .collect();
        for (class, fact) in CLASSES {
            let wanted = cx.contracts.fact(ContractId::KubePrometheusStack, fact);
            for metric in wanted.value.split_whitespace() {
                out.examine("metrics");
                if !asked.contains(&metric) {
                    out.fail(
                        Finding::new(
                            format!(
                                "no alert of {} asks for `{metric}`, by which trouble with {class} shows",
                                cluster.id
                            ),
                            wanted.location.clone(),
                        )
                        .help("add an alert on the metric"),
                    );
                }
            }
        }
    }
}
