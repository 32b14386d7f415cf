use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{INPUTS, SERVICE, each_section},
};

const DOCS: &str = "\
## What must hold

`storage.type` of every input is `filesystem`.

## Why it matters

In memory, chunks are lost with every restart of the pod, and the input pauses once its memory is full. Files rotate away meanwhile.

## How it is judged

Every input is read; where none is set, that of the service section counts, else memory.

## How to fix

Write `storage.type filesystem` into `config.inputs`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.chunks-wait-on-disk"),
    title: "what cannot be sent waits on disk",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-14")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    each_section(cx, out, INPUTS, |config, input, out| {
        let general = config.of(SERVICE).find_map(|own| own.get("storage.type"));
        let kind = input.get("storage.type").or(general).unwrap_or("memory");
        if !kind.eq_ignore_ascii_case("filesystem") {
            let message = format!("chunks of {} wait in `{kind}`, not on disk", INPUTS.label(input));
            out.fail(config.fault(cx, INPUTS, message).help("write `storage.type filesystem`"));
        }
    });
}
