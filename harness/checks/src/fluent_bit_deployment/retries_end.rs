use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{OUTPUTS, each_section},
};

const DOCS: &str = "\
## What must hold

`Retry_Limit` of every output is a number.

## Why it matters

A record that OpenSearch refuses makes its whole chunk fail. Retried without end such chunks fill the buffer, until nothing new is taken.

## How it is judged

`Retry_Limit` is read; `no_limits`, `False` and negative numbers mean without end.

## How to fix

Write a number into `config.outputs`; the alert LogChunksGivenUp tells when it was used up.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.retries-end"),
    title: "a chunk that can never be stored is given up",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-3")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    each_section(cx, out, OUTPUTS, |config, output, out| {
        let set = output.get("retry_limit").unwrap_or("1");
        if set.eq_ignore_ascii_case("no_retries") || set.parse::<u64>().is_ok() {
            return;
        }
        let message = format!("{} retries without end: Retry_Limit is `{set}`", OUTPUTS.label(output));
        out.fail(config.fault(cx, OUTPUTS, message).help("write a number"));
    });
}
