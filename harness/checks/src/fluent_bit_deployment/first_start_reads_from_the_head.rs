use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{Switch, TAIL, judge_switch},
};

const DOCS: &str = "\
## What must hold

`Read_from_Head` is on for every tail input.

## Why it matters

Without a position in the database the input begins at the end of each file. The pods of the earlier stages have written their whole start by then.

## How it is judged

The configuration that the DaemonSet reads is parsed section by section; a switch that is not set has the plugin's default, Off.

## How to fix

Write `Read_from_Head On` into `config.inputs` of `deploy/base/fluent-bit/values.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::FluentBitDeployment,
        "fluent-bit-deployment.first-start-reads-from-the-head",
    ),
    title: "files that are there at the first start are read from their beginning",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-10")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let switch = Switch {
        part: TAIL,
        key: "Read_from_Head",
        on: true,
        default: false,
        otherwise: "what was written before the first start is never read",
    };
    judge_switch(cx, out, &switch);
}
