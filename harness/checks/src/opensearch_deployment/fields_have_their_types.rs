use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, bodies},
};

const DOCS: &str = "\
## What must hold

The mapping of the index template gives each field of the contract its type.

## Why it matters

Without a type the first record decides. A cluster name that is text cannot be counted by, and a time that is text cannot be sorted.

## How it is judged

Each field in the list of the contract is looked for in the mapping of what the bootstrap sends, through its objects.

## How to fix

Add the field to `mappings.properties` in `index-template.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.fields-have-their-types"),
    title: "the fields that are searched have their types",
    level: Level::Must,
    traces: &[
        Trace::new("FR-009", "docs/stack.md#opensearch-lifecycle"),
        Trace::new("FR-011", "docs/stack.md#seed-59"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let fields = cx.contracts.fact(ContractId::OpensearchDeployment, "field-types");
    for body in bodies(cx, out, Target::IndexTemplate) {
        for (field, kind) in fields.value.split_whitespace().filter_map(|field| field.split_once('=')) {
            let mapping = body.node.dig(&["template", "mappings"]);
            let own = field.split('.').try_fold(mapping, |at, step| {
                let next = at?.dig(&["properties", step]);
                next.is_some().then_some(next)
            });
            let own = own.flatten().and_then(|own| own.dig_str(&["type"])).unwrap_or("absent");
            if own != kind {
                let message = format!("field {field} is {own}, not {kind}");
                out.fail(
                    body.finding(&message)
                        .related("the contract demands", fields.location.clone())
                        .help("give the field its type in index-template.json"),
                );
            }
        }
    }
}
