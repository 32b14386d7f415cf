use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{KUBERNETES, Switch, judge_switch},
};

const DOCS: &str = "\
## What must hold

`Keep_Log` is not switched off in the metadata filter.

## Why it matters

Search, dashboards and the probe's test line look into `log`. Without it a line is found or not depending on whether it happened to be JSON.

## How it is judged

The configuration that the DaemonSet reads is parsed section by section; a switch that is not set has the plugin's default, On.

## How to fix

Write `Keep_Log On` into `config.filters` of `deploy/base/fluent-bit/values.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.line-text-is-kept"),
    title: "the text of a line stays beside what was parsed from it",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-11")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let switch = Switch {
        part: KUBERNETES,
        key: "Keep_Log",
        on: true,
        default: true,
        otherwise: "the text of structured lines is thrown away",
    };
    judge_switch(cx, out, &switch);
}
