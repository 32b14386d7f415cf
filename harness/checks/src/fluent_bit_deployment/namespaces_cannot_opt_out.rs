use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{KUBERNETES, Switch, judge_switch},
};

const DOCS: &str = "\
## What must hold

`Namespace_Exclude` is off in the metadata filter.

## Why it matters

The annotation that hides a pod also works on its namespace, by a switch of its own.

## How it is judged

The configuration that the DaemonSet reads is parsed section by section; a switch that is not set has the plugin's default, Off.

## How to fix

Write `Namespace_Exclude Off` into `config.filters` of `deploy/base/fluent-bit/values.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.namespaces-cannot-opt-out"),
    title: "no namespace can take the logs of its pods away",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-6")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let switch = Switch {
        part: KUBERNETES,
        key: "Namespace_Exclude",
        on: false,
        default: false,
        otherwise: "an annotation hides a whole namespace",
    };
    judge_switch(cx, out, &switch);
}
