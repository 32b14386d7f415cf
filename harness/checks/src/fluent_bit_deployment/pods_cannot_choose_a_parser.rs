use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{KUBERNETES, Switch, judge_switch},
};

const DOCS: &str = "\
## What must hold

`K8S-Logging.Parser` is off in the metadata filter.

## Why it matters

Whoever may annotate a pod could set another time, another level or another cluster on its records.

## How it is judged

The configuration that the DaemonSet reads is parsed section by section; a switch that is not set has the plugin's default, Off.

## How to fix

Write `K8S-Logging.Parser Off` into `config.filters` of `deploy/base/fluent-bit/values.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.pods-cannot-choose-a-parser"),
    title: "no pod decides how its lines are parsed",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-6")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let switch = Switch {
        part: KUBERNETES,
        key: "K8S-Logging.Parser",
        on: false,
        default: false,
        otherwise: "an annotation decides what a record looks like",
    };
    judge_switch(cx, out, &switch);
}
