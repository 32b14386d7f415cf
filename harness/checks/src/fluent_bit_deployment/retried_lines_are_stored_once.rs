use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{OUTPUTS, each_section, flag},
};

const DOCS: &str = "\
## What must hold

`Generate_ID` is on for every output, and the write operation creates.

## Why it matters

A bulk request that timed out may have been stored. Without an id that follows from the record every retry stores its lines again.

## How it is judged

`Generate_ID` must be on, `Id_Key` must not replace it, and `Write_Operation` must be `create`, which is its default.

## How to fix

Write both into `config.outputs`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.retried-lines-are-stored-once"),
    title: "a line that is sent twice is stored once",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-12")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    each_section(cx, out, OUTPUTS, |config, output, out| {
        let label = OUTPUTS.label(output);
        let fault = |message: String| config.fault(cx, OUTPUTS, message);
        if output.get("generate_id").and_then(flag) != Some(true) {
            let message = format!("{label} generates no ids: a retried line is stored twice");
            out.fail(fault(message).help("write `Generate_ID On`"));
        }
        let operation = output.get("write_operation").unwrap_or("create");
        if !operation.eq_ignore_ascii_case("create") {
            let message = format!("{label} writes by `{operation}`, not by `create`");
            out.fail(fault(message).help("write `Write_Operation create`"));
        }
    });
}
