use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{KUBERNETES, Switch, judge_switch},
};

const DOCS: &str = "\
## What must hold

`Labels` is not switched off in the metadata filter.

## Why it matters

The name of a pod changes with every rollout; its labels are what a search for a component rests on.

## How it is judged

The configuration that the DaemonSet reads is parsed section by section; a switch that is not set has the plugin's default, On.

## How to fix

Write `Labels On` into `config.filters` of `deploy/base/fluent-bit/values.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.pod-labels-are-searchable"),
    title: "records carry the labels of their pod",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-11")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let switch = Switch {
        part: KUBERNETES,
        key: "Labels",
        on: true,
        default: true,
        otherwise: "lines cannot be found by app or component",
    };
    judge_switch(cx, out, &switch);
}
