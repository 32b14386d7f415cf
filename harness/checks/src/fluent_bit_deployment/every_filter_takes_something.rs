use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{FILTERS, INPUTS, OUTPUTS, configs, tag_of, takes},
};

const DOCS: &str = "\
## What must hold

The `Match` of every filter and of every output covers the tag of an input.

## Why it matters

A filter whose pattern matches nothing is silently idle: whatever it was written for does not happen.

## How it is judged

As for outputs: each pattern is held against the tags of all inputs.

## How to fix

Correct `Match`, or remove the section.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.every-filter-takes-something"),
    title: "every filter and every output gets records",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-15")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for config in configs(cx, out) {
        let tags: Vec<String> = config.of(INPUTS).map(tag_of).collect();
        for part in [FILTERS, OUTPUTS] {
            for section in config.of(part) {
                out.examine("patterns");
                if !tags.iter().any(|tag| takes(section, tag)) {
                    let pattern = section.get("match").unwrap_or_default();
                    let message = format!("{} gets nothing: no tag fits `{pattern}`", part.label(section));
                    out.fail(config.fault(cx, part, message).help("make `Match` cover the tag of an input"));
                }
            }
        }
    }
}
