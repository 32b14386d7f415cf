use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{SERVICE, each_section, seconds},
};

const DOCS: &str = "\
## What must hold

`scheduler.cap` is set and at most the seconds of the contract.

## Why it matters

The pause between two retries doubles up to the cap, and by default the cap is more than half an hour: long after OpenSearch is back nothing arrives.

## How it is judged

The service section is read; where it says nothing, Fluent Bit's 2000 s count.

## How to fix

Write `scheduler.cap` into `config.service`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.retries-come-soon"),
    title: "after an outage the backlog comes without long pauses",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-14")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// What Fluent Bit takes where nobody says otherwise, in seconds.
const DEFAULT: &str = "2000";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let most = cx.contracts.fact(ContractId::FluentBitDeployment, "retry-pause");
    let limit = seconds(&most.value).unwrap_or_default();
    each_section(cx, out, SERVICE, |config, service, out| {
        let found = service.get("scheduler.cap").unwrap_or(DEFAULT);
        if seconds(found).is_none_or(|own| own > limit) {
            out.fail(
                config
                    .fault(cx, SERVICE, format!("two retries may be {found} s apart, not {} s", most.value))
                    .related("the contract demands", most.location.clone())
                    .help(format!("write `scheduler.cap {}`", most.value)),
            );
        }
    });
}
