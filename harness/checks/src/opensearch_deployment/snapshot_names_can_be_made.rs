use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Lifecycle, Target, bodies},
};

const DOCS: &str = "\
## What must hold

The name in each snapshot action uses no variables but `ctx.index` and `ctx.indexUuid`, at least one of them, and only letters that a snapshot may have.

## Why it matters

Another variable is replaced by nothing, without an error. Two indexes then want snapshots of one name within a second, and one of them fails.

## How it is judged

The text between double braces in the names of what the bootstrap sends is read. A time is added by OpenSearch itself.

## How to fix

Write `logs-retention-{{ctx.index}}` in `ism-policy.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.snapshot-names-can-be-made"),
    title: "the name of a snapshot consists of what the lifecycle knows",
    level: Level::Must,
    traces: &[Trace::new("FR-009a", "docs/stack.md#opensearch-lifecycle")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const HELP: &str = "use ctx.index or ctx.indexUuid in ism-policy.json; a time is added anyway";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for body in bodies(cx, out, Target::LifecyclePolicy) {
        for (state, action) in Lifecycle::of(&body).actions().filter(|(_, action)| action.name == "snapshot")
        {
            let name = action.parameters.dig_str(&["snapshot"]).unwrap_or_default();
            let mut plain = String::new();
            let mut variables = Vec::new();
            for (at, part) in name.split("{{").enumerate() {
                match part.split_once("}}").filter(|_| at > 0) {
                    Some((variable, rest)) => {
                        variables.push(variable.trim());
                        plain.push_str(rest);
                    }
                    None => plain.push_str(part),
                }
            }
            let known = ["ctx.index", "ctx.indexUuid"];
            let message = if let Some(unknown) = variables.iter().find(|own| !known.contains(own)) {
                format!("the snapshot of state {} is named by {unknown}, which is always empty", state.name)
            } else if variables.is_empty() {
                format!("all snapshots of state {} have one name", state.name)
            } else if plain
                .chars()
                .any(|letter| letter.is_ascii_uppercase() || " ,#/*?\"<>|\\".contains(letter))
            {
                format!(
                    "the name of the snapshot of state {} has letters that no snapshot may have",
                    state.name
                )
            } else {
                continue;
            };
            out.fail(body.finding(&message).help(HELP));
        }
    }
}
