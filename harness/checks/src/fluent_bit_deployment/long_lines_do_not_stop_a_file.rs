use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{Switch, TAIL, judge_switch},
};

const DOCS: &str = "\
## What must hold

`Skip_Long_Lines` is on for every tail input.

## Why it matters

A line that does not fit the buffer makes the input drop the whole file: from then on the container is silent, and nothing is counted as lost.

## How it is judged

The configuration that the DaemonSet reads is parsed section by section; a switch that is not set has the plugin's default, Off.

## How to fix

Write `Skip_Long_Lines On` into `config.inputs` of `deploy/base/fluent-bit/values.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.long-lines-do-not-stop-a-file"),
    title: "a line that is too long is skipped and its file is read on",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-10")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let switch = Switch {
        part: TAIL,
        key: "Skip_Long_Lines",
        on: true,
        default: false,
        otherwise: "a file with one long line is given up",
    };
    judge_switch(cx, out, &switch);
}
