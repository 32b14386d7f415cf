use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{OUTPUTS, Switch, judge_switch},
};

const DOCS: &str = "\
## What must hold

`Trace_Error` is on for every output.

## Why it matters

OpenSearch answers a bulk request with 200 and an error per record. Without the trace nobody learns which field was refused.

## How it is judged

The configuration that the DaemonSet reads is parsed section by section; a switch that is not set has the plugin's default, Off.

## How to fix

Write `Trace_Error On` into `config.outputs` of `deploy/base/fluent-bit/values.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.errors-say-which-record"),
    title: "a refused record is logged with its reason",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-12")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let switch = Switch {
        part: OUTPUTS,
        key: "Trace_Error",
        on: true,
        default: false,
        otherwise: "a refused chunk leaves only a status behind",
    };
    judge_switch(cx, out, &switch);
}
