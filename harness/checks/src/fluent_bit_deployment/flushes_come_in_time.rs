use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{SERVICE, each_section, seconds},
};

const DOCS: &str = "\
## What must hold

`Flush` is above zero and at most the seconds of the contract.

## Why it matters

The interval is part of the 30 seconds from line to hit, and every retry adds to it.

## How it is judged

The service section is read; where it says nothing, Fluent Bit's 1 s counts.

## How to fix

Write `Flush` into `config.service`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.flushes-come-in-time"),
    title: "records leave the collector soon enough",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-2")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let most = cx.contracts.fact(ContractId::FluentBitDeployment, "flush");
    let limit = seconds(&most.value).unwrap_or_default();
    each_section(cx, out, SERVICE, |config, service, out| {
        let found = service.get("flush").unwrap_or("1");
        if seconds(found).is_none_or(|own| own <= 0.0 || own > limit) {
            out.fail(
                config
                    .fault(cx, SERVICE, format!("records leave every {found} s, not within {} s", most.value))
                    .related("the contract demands", most.location.clone())
                    .help(format!("write `Flush {}`", most.value)),
            );
        }
    });
}
