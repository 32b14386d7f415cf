use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, bodies},
};

const DOCS: &str = "\
## What must hold

The index template sets `number_of_replicas` to one less than the copies of the contract, and nothing changes the number by itself.

## Why it matters

Two copies mean one primary and one replica. Two replicas leave a node no room when another is away; none loses every line with one disk.

## How it is judged

`index.number_of_replicas` and `index.auto_expand_replicas` of what the bootstrap sends are read.

## How to fix

Set `index.number_of_replicas` in `index-template.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.two-copies-of-every-shard"),
    title: "every log line is on as many nodes as the contract says",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#values-for-opensearch")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const HELP: &str = "set index.number_of_replicas in index-template.json";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let copies = cx.contracts.fact(ContractId::OpensearchDeployment, "copies");
    let wanted = copies.value.parse::<u32>().unwrap_or_default().saturating_sub(1);
    for body in bodies(cx, out, Target::IndexTemplate) {
        let own = body.index_setting("number_of_replicas");
        if own.as_ref().and_then(|own| own.parse().ok()) != Some(wanted) {
            let shown = own.as_deref().unwrap_or("absent");
            let message = format!("number_of_replicas is {shown}, not {wanted} for {} copies", copies.value);
            out.fail(
                body.finding(&message).related("the contract demands", copies.location.clone()).help(HELP),
            );
        }
        if let Some(range) = body.index_setting("auto_expand_replicas").filter(|own| own != "false") {
            let message = format!("auto_expand_replicas {range} overrules the number of replicas");
            out.fail(
                body.finding(&message).related("the contract demands", copies.location.clone()).help(HELP),
            );
        }
    }
}
