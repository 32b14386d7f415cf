use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Lifecycle, Target, bodies},
};

const DOCS: &str = "\
## What must hold

The default state exists, every transition leads to a state that exists, and every state is reached from the default one.

## Why it matters

A transition to a state that is not there is refused, and with it the whole policy. A state that nothing leads to is an intention: it looks like a rule and never acts.

## How it is judged

The states of what the bootstrap sends are walked from the default state.

## How to fix

Mend `default_state` and `state_name` in `ism-policy.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.lifecycle-states-are-joined"),
    title: "every state of the lifecycle exists and is reached",
    level: Level::Must,
    traces: &[Trace::new("FR-009a", "docs/stack.md#opensearch-lifecycle")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const HELP: &str = "mend the names of the states in ism-policy.json";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for body in bodies(cx, out, Target::LifecyclePolicy) {
        let lifecycle = Lifecycle::of(&body);
        match lifecycle.first {
            None => out.fail(body.finding("the policy has no default_state").help(HELP)),
            Some(first) if lifecycle.state(first).is_none() => {
                out.fail(body.finding(&format!("default_state {first} is no state")).help(HELP));
            }
            Some(_) => {}
        }
        let reached = lifecycle.reached(|_| false);
        for state in &lifecycle.states {
            for transition in &state.transitions {
                if lifecycle.state(transition.target).is_none() {
                    let message =
                        format!("state {} leads to {}, which is no state", state.name, transition.target);
                    out.fail(body.finding(&message).help(HELP));
                }
            }
            if !reached.contains(state.name) {
                out.fail(body.finding(&format!("nothing leads to state {}", state.name)).help(HELP));
            }
        }
    }
}
