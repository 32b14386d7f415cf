use conform_model::{ClauseId, ContractId, Finding, Level, Span};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::credentials::credential};

const DOCS: &str = "\
## What must hold

No tracked file of the tree, scripts, examples and documents included, has a line with the shape of a credential.

## Why it matters

What has been in Git once is in every clone. The design's own documents printed a key pair and a password.

## How it is judged

Every line of every text file is searched. Files beside an example are never read: they are where credentials belong. Findings name the line, never its content. Files that must hold something of the kind are in `contracts/exceptions.yaml`, by their path, with their reason.

## How to fix

Remove it, put `REPLACE_ME` there if it is an example, and replace the credential: it has been seen.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.no-credentials-in-sources"),
    title: "no file of the tree holds a credential",
    level: Level::Must,
    traces: &[Trace::new("FR-007a", "docs/stack.md#secrets"), Trace::new("FR-018", "docs/stack.md#secrets")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some(sources) = cx.sources else {
        out.block("the sources of the tree are not at hand");
        return;
    };
    for text in sources.texts() {
        out.examine("files");
        if cx.contracts.excepted(CLAUSE.id, &text.file) {
            continue;
        }
        let mut start = 0;
        for line in text.content.split_inclusive('\n') {
            if let Some(what) = credential(line) {
                let begin = u32::try_from(start).unwrap_or_default();
                let end = u32::try_from(start + line.trim_end().len()).unwrap_or_default();
                out.fail(
                    Finding::new(
                        format!("a line holds what looks like {what}"),
                        text.location(Span { start: begin, end }),
                    )
                    .help("remove it, and replace the credential: it has been seen"),
                );
            }
            start += line.len();
        }
    }
}
