use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{KUBERNETES, Switch, judge_switch},
};

const DOCS: &str = "\
## What must hold

`Annotations` is off in the metadata filter.

## Why it matters

Annotations hold checksums, whole manifests and what operators leave there. Repeated on every line they multiply the index and can hold what nobody meant to log.

## How it is judged

The configuration that the DaemonSet reads is parsed section by section; a switch that is not set has the plugin's default, On.

## How to fix

Write `Annotations Off` into `config.filters` of `deploy/base/fluent-bit/values.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.annotations-stay-out"),
    title: "records do not carry annotations",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-11")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let switch = Switch {
        part: KUBERNETES,
        key: "Annotations",
        on: false,
        default: true,
        otherwise: "every line carries checksums and long texts",
    };
    judge_switch(cx, out, &switch);
}
