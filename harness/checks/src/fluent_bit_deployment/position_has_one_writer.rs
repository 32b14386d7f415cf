use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{Switch, TAIL, judge_switch},
};

const DOCS: &str = "\
## What must hold

`DB.locking` is on for every tail input.

## Why it matters

The database lies on the host, where during a rolling update two collectors can open it. Shared, each moves the other's positions, and lines are lost or doubled.

## How it is judged

The configuration that the DaemonSet reads is parsed section by section; a switch that is not set has the plugin's default, Off.

## How to fix

Write `DB.locking On` into `config.inputs` of `deploy/base/fluent-bit/values.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.position-has-one-writer"),
    title: "nobody but the collector writes the database of positions",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-10")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let switch = Switch {
        part: TAIL,
        key: "DB.locking",
        on: true,
        default: false,
        otherwise: "a second process can move the positions",
    };
    judge_switch(cx, out, &switch);
}
