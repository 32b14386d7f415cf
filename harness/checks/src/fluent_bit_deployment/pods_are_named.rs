use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{KUBERNETES, TAIL, configs, tag_of, takes},
};

const DOCS: &str = "\
## What must hold

A `kubernetes` filter takes the records of every tail input.

## Why it matters

Without it a record has neither namespace nor pod nor labels, and nobody can find the lines of a component.

## How it is judged

The filter's `Match` is held against the tag of every tail input.

## How to fix

Write the filter into `config.filters`, with the pattern of the input's tag.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.pods-are-named"),
    title: "every record says which pod it is from",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-5")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for config in configs(cx, out) {
        for tag in config.of(TAIL).map(tag_of) {
            out.examine("inputs");
            if !config.of(KUBERNETES).any(|filter| takes(filter, &tag)) {
                let message = format!("no `kubernetes` filter takes the records tagged `{tag}`");
                out.fail(config.fault(cx, KUBERNETES, message).help("add the filter with this `Match`"));
            }
        }
    }
}
