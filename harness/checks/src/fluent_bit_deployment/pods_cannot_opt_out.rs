use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{KUBERNETES, Switch, judge_switch},
};

const DOCS: &str = "\
## What must hold

`K8S-Logging.Exclude` is off in the metadata filter.

## Why it matters

FR-009 says all pods. With the switch on, `fluentbit.io/exclude` on a pod is enough to leave no trace of it.

## How it is judged

The configuration that the DaemonSet reads is parsed section by section; a switch that is not set has the plugin's default, Off.

## How to fix

Write `K8S-Logging.Exclude Off` into `config.filters` of `deploy/base/fluent-bit/values.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.pods-cannot-opt-out"),
    title: "no pod can take its own logs away",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-6")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let switch = Switch {
        part: KUBERNETES,
        key: "K8S-Logging.Exclude",
        on: false,
        default: false,
        otherwise: "an annotation hides a pod",
    };
    judge_switch(cx, out, &switch);
}
