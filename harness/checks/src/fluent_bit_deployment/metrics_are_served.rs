use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{SERVICE, Switch, judge_switch},
};

const DOCS: &str = "\
## What must hold

`HTTP_Server` is on in the service section.

## Why it matters

Probes and Prometheus both use this server. Without it the pod never becomes ready.

## How it is judged

The configuration that the DaemonSet reads is parsed section by section; a switch that is not set has the plugin's default, Off.

## How to fix

Write `HTTP_Server On` into `config.service` of `deploy/base/fluent-bit/values.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.metrics-are-served"),
    title: "the collector serves its metrics and its health",
    level: Level::Must,
    traces: &[Trace::new("FR-010", "docs/stack.md#f-13")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let switch = Switch {
        part: SERVICE,
        key: "HTTP_Server",
        on: true,
        default: false,
        otherwise: "neither probe nor scrape gets an answer",
    };
    judge_switch(cx, out, &switch);
}
