use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{OUTPUTS, Switch, judge_switch},
};

const DOCS: &str = "\
## What must hold

`Replace_Dots` is on for every output.

## Why it matters

A dot makes an object of a field. A pod with both labels is refused, and its whole chunk is tried again and again.

## How it is judged

The configuration that the DaemonSet reads is parsed section by section; a switch that is not set has the plugin's default, Off.

## How to fix

Write `Replace_Dots On` into `config.outputs` of `deploy/base/fluent-bit/values.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.names-of-fields-have-no-dots"),
    title: "dots in the names of fields are replaced",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-3")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let switch = Switch {
        part: OUTPUTS,
        key: "Replace_Dots",
        on: true,
        default: false,
        otherwise: "labels such as `app` and `app.kubernetes.io/name` exclude one another",
    };
    judge_switch(cx, out, &switch);
}
