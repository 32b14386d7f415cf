use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{OUTPUTS, each_section, flag},
};

const DOCS: &str = "\
## What must hold

`Buffer_Size` of every output is `False`, which means without limit.

## Why it matters

OpenSearch answers with one entry per record. An answer longer than the buffer is cut, taken for a failure, and records that were stored are sent again.

## How it is judged

The value is read; where none is set, the plugin's 512 KB would cut.

## How to fix

Write `Buffer_Size False` into `config.outputs`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.answers-are-read-whole"),
    title: "the whole answer of a bulk request is read",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-12")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    each_section(cx, out, OUTPUTS, |config, output, out| {
        let set = output.get("buffer_size");
        if set.and_then(flag) != Some(false) {
            let message = format!(
                "{} reads {} of an answer and takes a longer one for a failure",
                OUTPUTS.label(output),
                set.unwrap_or("512 KB by default")
            );
            out.fail(config.fault(cx, OUTPUTS, message).help("write `Buffer_Size False`"));
        }
    });
}
