use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, judge_value},
};

const DOCS: &str = "\
## What must hold

`priority` of the index template is at least the number of the contract.

## Why it matters

Templates are not merged: the one with the highest priority wins, and plugins bring some. Without a priority it is 0, and the template that loses does nothing.

## How it is judged

`priority` of what the bootstrap sends is compared with the contract, as a number.

## How to fix

Set `priority` in `index-template.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.template-outranks-others"),
    title: "the template wins over every other",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#opensearch-lifecycle")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let least = cx.contracts.fact(ContractId::OpensearchDeployment, "template-priority");
    judge_value(
        cx,
        out,
        (Target::IndexTemplate, &["priority"]),
        "set priority in index-template.json",
        |_, own| {
            let number = own.and_then(|own| own.parse::<u64>().ok()).unwrap_or_default();
            let right = least.value.parse::<u64>().is_ok_and(|least| number >= least);
            (!right).then(|| (format!("at least {}", least.value), Some(least.location.clone())))
        },
    );
}
