use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Only the stage `75-opensearch-bootstrap` renders Jobs, and each of them cleans itself up or carries its content in its name.

## Why it matters

The template of a Job cannot be changed. A Job elsewhere makes the second apply of a stage fail, and most are hooks that were never meant to be applied.

## How it is judged

Every Job's stage is compared; a Job of the bootstrap stage needs `ttlSecondsAfterFinished` or a name that ends in a digest of at least eight hexadecimal digits.

## How to fix

Skip the chart's hooks; for a bootstrap Job set `spec.ttlSecondsAfterFinished`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.jobs-only-in-bootstrap"),
    title: "Jobs are rendered by the bootstrap stage alone",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#k-19")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The one stage whose work is done by a Job.
const BOOTSTRAP: &str = "75-opensearch-bootstrap";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for object in cx.stack.of_kind("Job") {
        out.examine("jobs");
        if object.stage.as_str() != BOOTSTRAP {
            out.fail(
                Finding::new(
                    format!("{} is rendered by stage {}", object.id, object.stage),
                    object.location(&JsonPointer::root().key("kind")),
                )
                .help("set `skipHooks: true` on the chart, or move the work into the bootstrap stage"),
            );
            continue;
        }
        let hashed = object
            .name()
            .rsplit('-')
            .next()
            .is_some_and(|tail| tail.len() >= 8 && tail.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if !hashed && object.node.dig(&["spec", "ttlSecondsAfterFinished"]).is_none() {
            out.fail(
                Finding::new(
                    format!(
                        "{} stays after it has finished, so the next apply of a changed one fails",
                        object.id
                    ),
                    object.location(&JsonPointer::root().key("spec").key("ttlSecondsAfterFinished")),
                )
                .help("set spec.ttlSecondsAfterFinished, or put a digest of its content into its name"),
            );
        }
    }
}
