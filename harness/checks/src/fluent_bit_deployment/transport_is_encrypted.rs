use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{OUTPUTS, Switch, judge_switch},
};

const DOCS: &str = "\
## What must hold

`tls` is on for every output.

## Why it matters

The security plugin of OpenSearch answers on TLS alone, and the password goes along with every request.

## How it is judged

The configuration that the DaemonSet reads is parsed section by section; a switch that is not set has the plugin's default, Off.

## How to fix

Write `tls On` into `config.outputs` of `deploy/base/fluent-bit/values.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.transport-is-encrypted"),
    title: "the output speaks TLS",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-12")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let switch = Switch {
        part: OUTPUTS,
        key: "tls",
        on: true,
        default: false,
        otherwise: "password and logs cross the network in clear",
    };
    judge_switch(cx, out, &switch);
}
