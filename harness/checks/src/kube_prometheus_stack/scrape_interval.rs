use conform_model::{ClauseId, ContractId, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::judge_spec_field};

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
    judge_spec_field(cx, out, "scrapeInterval", "scrape-interval");
}
