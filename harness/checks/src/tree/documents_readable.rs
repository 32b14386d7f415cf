use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Every rendered stage is YAML, and every document in it is a Kubernetes object with an apiVersion, a kind and a name.

## Why it matters

What cannot be read is applied by nobody and judged by nobody. While something is unreadable, no other clause can claim to have seen the whole tree.

## How it is judged

Every document of every stage is parsed. Duplicate keys, tags that Kubernetes does not know and aliases that expand without end count as unreadable, because a reader would lose or invent content.

## How to fix

Mend the source file behind the named line, or the template that printed it, and render again.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.documents-readable"),
    title: "every rendered document is a Kubernetes object",
    level: Level::Must,
    traces: &[Trace::new("FR-001", "docs/design.md#fr-001")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for stage in &cx.stack.stages {
        if stage.objects.is_empty() && stage.unreadable.is_empty() {
            let mut location = stage.text.location(conform_model::Span::default());
            location.cluster = Some(stage.cluster.clone());
            out.fail(
                Finding::new("the stage renders no object", location)
                    .help("remove the stage from the overlay and the topology, or give it its content"),
            );
        }
        for _ in &stage.objects {
            out.examine("objects");
        }
        for unreadable in &stage.unreadable {
            out.fail(
                Finding::new(unreadable.message.clone(), unreadable.location.clone())
                    .help("mend the source of this document and render again"),
            );
        }
    }
}
