use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{SERVICE, Switch, judge_switch},
};

const DOCS: &str = "\
## What must hold

`storage.metrics` is on in the service section.

## Why it matters

That OpenSearch is away shows first as chunks on disk. The dashboard of the log cluster has a panel for them.

## How it is judged

The configuration that the DaemonSet reads is parsed section by section; a switch that is not set has the plugin's default, Off.

## How to fix

Write `storage.metrics On` into `config.service` of `deploy/base/fluent-bit/values.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.buffer-is-measured"),
    title: "the collector counts the chunks that wait on disk",
    level: Level::Must,
    traces: &[Trace::new("FR-010", "docs/stack.md#f-13")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let switch = Switch {
        part: SERVICE,
        key: "storage.metrics",
        on: true,
        default: false,
        otherwise: "nobody sees the buffer grow",
    };
    judge_switch(cx, out, &switch);
}
