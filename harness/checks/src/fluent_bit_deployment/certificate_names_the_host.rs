use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{OUTPUTS, Switch, judge_switch},
};

const DOCS: &str = "\
## What must hold

`tls.verify_hostname` is on for every output.

## Why it matters

One CA signs many certificates of the stack. Without the comparison each of them may pose as the log cluster.

## How it is judged

The configuration that the DaemonSet reads is parsed section by section; a switch that is not set has the plugin's default, Off.

## How to fix

Write `tls.verify_hostname On` into `config.outputs` of `deploy/base/fluent-bit/values.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.certificate-names-the-host"),
    title: "the output compares the name in the certificate",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-12")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let switch = Switch {
        part: OUTPUTS,
        key: "tls.verify_hostname",
        on: true,
        default: false,
        otherwise: "a certificate for any name is accepted",
    };
    judge_switch(cx, out, &switch);
}
