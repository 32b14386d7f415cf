use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{OUTPUTS, bytes, each_section},
};

const DOCS: &str = "\
## What must hold

`storage.total_limit_size` of every output is set and at most the size of the contract.

## Why it matters

The buffer lies on the root disk, where the volumes are too. Without limit an outage of the log cluster becomes one of everything.

## How it is judged

The size is compared in bytes, with Fluent Bit's units of thousand.

## How to fix

Write `storage.total_limit_size` into `config.outputs`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.buffer-is-bounded"),
    title: "the buffer cannot fill the disk of the node",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-14")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let most = cx.contracts.fact(ContractId::FluentBitDeployment, "buffer-limit");
    let limit = bytes(&most.value).unwrap_or_default();
    each_section(cx, out, OUTPUTS, |config, output, out| {
        let set = output.get("storage.total_limit_size");
        if set.and_then(bytes).is_some_and(|own| own <= limit) {
            return;
        }
        let message = format!(
            "the buffer of {} may take {}, not at most {}",
            OUTPUTS.label(output),
            set.unwrap_or("the whole disk"),
            most.value
        );
        out.fail(
            config
                .fault(cx, OUTPUTS, message)
                .related("the contract demands", most.location.clone())
                .help(format!("write `storage.total_limit_size {}`", most.value)),
        );
    });
}
