use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, TimeValue, bodies},
};

const DOCS: &str = "\
## What must hold

The index template sets `refresh_interval` to at most the time of the contract.

## Why it matters

A line must be found within 30 s, and Fluent Bit needs its part of them. Left out, an index that nobody searches is not refreshed at all until somebody does, and that search does not see the newest lines.

## How it is judged

`index.refresh_interval` of what the bootstrap sends is compared with the contract, as a time; `-1` is never.

## How to fix

Set `index.refresh_interval` in `index-template.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.fresh-within-the-objective"),
    title: "a line can be found soon after it is written",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/design.md#contract-7")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let most = cx.contracts.fact(ContractId::OpensearchDeployment, "refresh-at-most");
    for body in bodies(cx, out, Target::IndexTemplate) {
        let own = body.index_setting("refresh_interval");
        let right = own
            .as_deref()
            .and_then(TimeValue::parse)
            .is_some_and(|own| Some(own) <= TimeValue::parse(&most.value));
        if !right {
            let message = format!(
                "refresh_interval is {}, not at most {}",
                own.as_deref().unwrap_or("absent"),
                most.value
            );
            out.fail(
                body.finding(&message)
                    .related("the contract demands", most.location.clone())
                    .help("set index.refresh_interval in index-template.json"),
            );
        }
    }
}
