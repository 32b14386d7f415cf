use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, bodies},
};

const DOCS: &str = "\
## What must hold

The index template sets `number_of_shards` to the number of the contract.

## Why it matters

Each shard costs heap on every node for as long as it lives. Three nodes with 1 GiB each carry a hundred of them, not a thousand.

## How it is judged

`index.number_of_shards` of what the bootstrap sends is compared with the contract.

## How to fix

Set `index.number_of_shards` in `index-template.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.one-shard-a-day"),
    title: "an index of a day has one primary shard",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#opensearch-lifecycle")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::OpensearchDeployment, "primary-shards");
    for body in bodies(cx, out, Target::IndexTemplate) {
        let own = body.index_setting("number_of_shards");
        let right = own.as_deref() == Some(&demanded.value);
        if !right {
            let message =
                format!("number_of_shards is {}, not {}", own.as_deref().unwrap_or("absent"), demanded.value);
            out.fail(
                body.finding(&message)
                    .related("the contract demands", demanded.location.clone())
                    .help("set index.number_of_shards in index-template.json"),
            );
        }
    }
}
