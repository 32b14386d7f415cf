use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{KUBERNETES, Switch, judge_switch},
};

const DOCS: &str = "\
## What must hold

`Merge_Log` is on in the metadata filter.

## Why it matters

Most components of the stack log JSON. As one string their fields can be neither filtered nor shown as columns.

## How it is judged

The configuration that the DaemonSet reads is parsed section by section; a switch that is not set has the plugin's default, Off.

## How to fix

Write `Merge_Log On` into `config.filters` of `deploy/base/fluent-bit/values.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.structured-lines-are-parsed"),
    title: "a line that is JSON is taken apart",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-11")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let switch = Switch {
        part: KUBERNETES,
        key: "Merge_Log",
        on: true,
        default: false,
        otherwise: "structured lines stay one string",
    };
    judge_switch(cx, out, &switch);
}
