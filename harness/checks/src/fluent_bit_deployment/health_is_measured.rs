use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{SERVICE, Switch, judge_switch},
};

const DOCS: &str = "\
## What must hold

`Health_Check` is on in the service section.

## Why it matters

The readiness probe asks for health. Unmeasured, the answer does not depend on whether anything arrives.

## How it is judged

The configuration that the DaemonSet reads is parsed section by section; a switch that is not set has the plugin's default, Off.

## How to fix

Write `Health_Check On` into `config.service` of `deploy/base/fluent-bit/values.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.health-is-measured"),
    title: "the collector measures its own health",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-13")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let switch = Switch {
        part: SERVICE,
        key: "Health_Check",
        on: true,
        default: false,
        otherwise: "the health address always says ok",
    };
    judge_switch(cx, out, &switch);
}
