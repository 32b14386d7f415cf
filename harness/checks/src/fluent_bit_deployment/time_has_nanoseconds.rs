use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{OUTPUTS, Switch, judge_switch},
};

const DOCS: &str = "\
## What must hold

`Time_Key_Nanos` is on for every output.

## Why it matters

The runtime stamps lines with nanoseconds. Cut to milliseconds, a burst of lines gets one time and comes back in any order.

## How it is judged

The configuration that the DaemonSet reads is parsed section by section; a switch that is not set has the plugin's default, Off.

## How to fix

Write `Time_Key_Nanos On` into `config.outputs` of `deploy/base/fluent-bit/values.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.time-has-nanoseconds"),
    title: "the time of a record is sent with nanoseconds",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-12")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let switch = Switch {
        part: OUTPUTS,
        key: "Time_Key_Nanos",
        on: true,
        default: false,
        otherwise: "lines of one millisecond lose their order",
    };
    judge_switch(cx, out, &switch);
}
