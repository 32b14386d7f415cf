use conform_model::{ClauseId, ContractId, Finding, Level, Span};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::credentials::names_a_secret};

const DOCS: &str = "\
## What must hold

In every example below `20-secrets` each line `NAME=value` whose name speaks of a secret has a value with `REPLACE_ME`; every example of another form has `REPLACE_ME` in it.

## Why it matters

An example that was made by copying the real file is the usual way in which a key reaches Git.

## How it is judged

The files whose names end in `.example` are read.

## How to fix

Write `REPLACE_ME`, and replace the credential if it was a real one.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.examples-hold-placeholders"),
    title: "examples of secrets hold placeholders",
    level: Level::Must,
    traces: &[Trace::new("FR-007a", "docs/stack.md#secrets")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

/// What stands where a secret will be.
const PLACEHOLDER: &str = "REPLACE_ME";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some(sources) = cx.sources else {
        out.block("the sources of the tree are not at hand");
        return;
    };
    for text in sources.texts().filter(|text| text.file.ends_with(".example")) {
        out.examine("examples");
        let mut wrong = |start: usize, length: usize, message: String| {
            let begin = u32::try_from(start).unwrap_or_default();
            let end = u32::try_from(start + length).unwrap_or_default();
            out.fail(
                Finding::new(message, text.location(Span { start: begin, end }))
                    .help("write REPLACE_ME, and replace the credential if it was a real one"),
            );
        };
        if !text.file.ends_with(".env.example") {
            if !text.content.contains(PLACEHOLDER) {
                wrong(0, 0, "the example has no placeholder".to_owned());
            }
            continue;
        }
        let mut start = 0;
        for line in text.content.split_inclusive('\n') {
            if let Some((name, value)) = line.trim_end().split_once('=')
                && !name.starts_with('#')
                && names_a_secret(name)
                && !value.contains(PLACEHOLDER)
            {
                wrong(start, name.len(), format!("`{name}` of the example is filled in"));
            }
            start += line.len();
        }
    }
}
