use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::script::{is_script, traced};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

The first command of every script under `deploy/scripts` is `set -euo pipefail`; libraries that are only sourced are exempt.

## Why it matters

Without it a stage that failed to render is applied empty, and the script says done.

## How it is judged

The options of the first `set` are read; it must come before every other command.

## How to fix

Put `set -euo pipefail` below the comment of the script.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.scripts-stop-at-the-first-error"),
    title: "every script stops at the first error",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#deployment-script")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some(sources) = cx.sources else {
        out.block("the sources of the tree are not at hand");
        return;
    };
    let scripts: Vec<&str> = sources
        .texts()
        .filter(|text| is_script(&text.file) && text.content.starts_with("#!"))
        .map(|text| text.file.as_str())
        .collect();
    for file in scripts {
        let Some((script, trace)) = traced(cx, out, file, ContractId::Tree) else { continue };
        out.examine("scripts");
        // What a library defines comes first; the script's own commands are those in its text.
        let first = trace.iter().find(|call| script.is_own(&call.args[0]));
        let set = first.filter(|call| call.program() == "set");
        let options: String =
            set.map(|call| call.args[1..].iter().map(|arg| arg.text.as_str()).collect()).unwrap_or_default();
        let lacks: Vec<&str> = [("e", "-e"), ("u", "-u"), ("pipefail", "-o pipefail")]
            .into_iter()
            .filter(|(part, _)| match *part {
                "pipefail" => !options.contains(part),
                letter => !options.split("pipefail").any(|group| group.contains(letter)),
            })
            .map(|(_, option)| option)
            .collect();
        if !lacks.is_empty() {
            let place = first.map_or_else(|| script.start(), |call| script.location(&call.args[0]));
            out.fail(
                Finding::new(
                    format!("{file} goes on after an error: it begins without set {}", lacks.join(" ")),
                    place,
                )
                .help("put set -euo pipefail below its comment"),
            );
        }
    }
}
