use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{INPUTS, OUTPUTS, configs, tag_of, takes},
};

const DOCS: &str = "\
## What must hold

There is an input and an output, and the tag of every input is matched by an output.

## Why it matters

Records that no output takes are dropped, and no counter says so.

## How it is judged

The tag of a tail input is formed as Fluent Bit does, from its path; each output's `Match` is held against it.

## How to fix

Make `Tag` and `Match` agree.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.every-input-has-an-output"),
    title: "what an input reads is sent somewhere",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-15")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for config in configs(cx, out) {
        out.examine("configurations");
        if config.of(INPUTS).next().is_none() {
            let message = format!("the collector of cluster {} reads nothing", config.cluster.id);
            out.fail(config.fault(cx, INPUTS, message).help("write an input"));
        }
        for input in config.of(INPUTS) {
            let tag = tag_of(input);
            if !config.of(OUTPUTS).any(|output| takes(output, &tag)) {
                let message = format!("no output takes what {} reads, tagged `{tag}`", INPUTS.label(input));
                out.fail(config.fault(cx, OUTPUTS, message).help("make the output's `Match` cover the tag"));
            }
        }
    }
}
