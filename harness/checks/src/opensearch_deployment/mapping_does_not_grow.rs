use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, judge_value},
};

const DOCS: &str = "\
## What must hold

The mapping of the index template is `dynamic: false`: unknown fields are kept and not indexed.

## Why it matters

Programs log what they like. With dynamic fields two of them that use one name for a number and a text make records bounce, and the thousandth field stops all of them; `strict` refuses every record with one field too many.

## How it is judged

`mappings.dynamic` of what the bootstrap sends is read; absent means true.

## How to fix

Set `dynamic` to `false` in `index-template.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.mapping-does-not-grow"),
    title: "records cannot add fields to the indexes",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#opensearch-lifecycle")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_value(
        cx,
        out,
        (Target::IndexTemplate, &["template", "mappings", "dynamic"]),
        "set it to false in index-template.json",
        |_, own| (own != Some("false")).then(|| ("false".to_owned(), None)),
    );
}
