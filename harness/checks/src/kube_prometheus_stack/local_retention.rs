use conform_model::{ClauseId, ContractId, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::judge_spec_field};

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
    judge_spec_field(cx, out, "retention", "retention");
}
