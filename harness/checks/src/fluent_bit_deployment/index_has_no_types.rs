use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{OUTPUTS, Switch, judge_switch},
};

const DOCS: &str = "\
## What must hold

`Suppress_Type_Name` is on for every output.

## Why it matters

OpenSearch knows no types since 2.0 and answers a bulk request that names one with an error. Nothing is stored.

## How it is judged

The configuration that the DaemonSet reads is parsed section by section; a switch that is not set has the plugin's default, Off.

## How to fix

Write `Suppress_Type_Name On` into `config.outputs` of `deploy/base/fluent-bit/values.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.index-has-no-types"),
    title: "the output sends no mapping types",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#f-1")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let switch = Switch {
        part: OUTPUTS,
        key: "Suppress_Type_Name",
        on: true,
        default: false,
        otherwise: "OpenSearch refuses every bulk request",
    };
    judge_switch(cx, out, &switch);
}
