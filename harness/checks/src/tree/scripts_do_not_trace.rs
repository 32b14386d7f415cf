use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::script::{is_script, traced};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

No script sets `-x` or `-v`, and none passes a key to a program as argument.

## Why it matters

A traced command shows what it was given, in the log of whoever runs it; an argument is shown to every user of the machine.

## How it is judged

Options of every `set` and of every command named after a secret are read, in every script under `deploy/scripts`.

## How to fix

Take the option away; give secrets by environment or file.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.scripts-do-not-trace"),
    title: "no script prints the commands it runs with their values",
    level: Level::Must,
    traces: &[Trace::new("FR-007a", "docs/stack.md#secrets")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

/// Options by which the programs of the scripts would take a secret.
const SECRETS: [&str; 4] = ["--password", "--token", "--aws-secret-access-key", "--secret-key"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some(sources) = cx.sources else {
        out.block("the sources of the tree are not at hand");
        return;
    };
    for text in sources.texts().filter(|text| is_script(&text.file)) {
        let Some((script, trace)) = traced(cx, out, &text.file, ContractId::Tree) else { continue };
        out.examine("scripts");
        for call in trace.iter().filter(|call| script.is_own(&call.args[0])) {
            let traces = |arg: &str| {
                arg == "xtrace" || arg.starts_with('-') && !arg.starts_with("--") && arg.contains('x')
            };
            let traced = call.args[1..].iter().find(|arg| call.program() == "set" && traces(&arg.text));
            let secret = SECRETS.iter().find_map(|option| Some(call.option(option)?.1));
            if let Some(place) = traced.or(secret) {
                out.fail(
                    Finding::new("the script shows what its commands are given", script.location(place))
                        .help("take it away; give secrets by environment or file"),
                );
            }
        }
    }
}
