use conform_model::{ClauseId, ContractId, Finding, Level};
use conform_schema::Judgement;

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Every object matches the schema of its kind: that of the pinned Kubernetes version for built-in kinds, that of the definition in the tree for custom resources. Unknown fields are errors.

## Why it matters

An API server drops or refuses what it does not know. A dropped field looks applied and has no effect.

## How it is judged

Each object is validated against a schema that is closed against unknown fields. A kind without schema is a finding. Under a definition that is a stand-in an unknown field is Blocked, because the real definition may know it.

## How to fix

Correct the field named by the finding, in the source or the patch it comes from; the finding says which field was probably meant.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.objects-match-schema"),
    title: "every object matches the schema of its kind",
    level: Level::Must,
    traces: &[Trace::new("FR-001", "docs/design.md#fr-001"), Trace::new("FR-020", "docs/stack.md#k-20")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for object in cx.stack.objects() {
        out.examine("objects");
        match cx.schemas.judge(object) {
            Judgement::Valid => {}
            Judgement::NoSchema => out.fail(
                Finding::new(
                    format!("there is no schema for {}", object.id.class),
                    object.location(&conform_model::JsonPointer::root().key("kind")),
                )
                .help("correct apiVersion and kind, or add the definition of the kind to the tree"),
            ),
            Judgement::Invalid(violations) => {
                for violation in violations {
                    let mut finding = Finding::new(violation.message, object.location(&violation.pointer));
                    finding.help = violation.help;
                    out.fail(finding);
                }
            }
            Judgement::Unjudged(fields) => {
                for field in fields {
                    out.block(format!(
                        "{} {field}: the stand-in definition of {} does not know this field",
                        object.id,
                        object.kind()
                    ));
                }
            }
            Judgement::BrokenSchema(message) => out.fail(
                Finding::new(
                    format!("the definition of {} has a broken schema: {message}", object.kind()),
                    object.location(&conform_model::JsonPointer::root().key("kind")),
                )
                .help("mend the CustomResourceDefinition in the tree"),
            ),
        }
    }
}
