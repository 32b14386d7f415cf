use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::promql::{Step, every_query, scrape_interval},
};

const DOCS: &str = "\
## What must hold

The window of every `rate`, `irate`, `increase`, `delta`, `idelta` and `deriv` is at least four times the contract's scrape interval.

## Why it matters

With fewer samples one missed scrape makes the window empty: the alert resolves itself, and the graph has holes.

## How it is judged

Windows are read in seconds, Grafana's `$__rate_interval` as what it becomes.

## How to fix

Use `$__rate_interval` in panels and `[5m]` in rules.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.windows-hold-four-scrapes"),
    title: "windows of rates hold four scrapes",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/stack.md#alerts"), Trace::new("FR-011", "docs/stack.md#alerts")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const SLOPES: &[&str] = &["rate", "irate", "increase", "delta", "idelta", "deriv"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let interval = cx.contracts.fact(ContractId::KubePrometheusStack, "scrape-interval");
    let least = 4 * scrape_interval(cx);
    for found in every_query(cx, out) {
        for selection in found.query().into_iter().flat_map(|query| &query.selections) {
            out.examine("selectors");
            let (Some(Step::Call(function)), Some(range)) = (selection.path.last(), selection.range) else {
                continue;
            };
            if !SLOPES.contains(function) {
                continue;
            }
            if range < least {
                out.fail(
                    Finding::new(
                        format!(
                            "{} takes {function} of `{}` over {range} s, less than {least} s",
                            found.by, selection.metric
                        ),
                        found.place.clone(),
                    )
                    .related("scraped at this interval", interval.location.clone())
                    .help("take four scrapes at least"),
                );
            }
        }
    }
}
