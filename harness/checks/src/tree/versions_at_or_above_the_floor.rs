use std::cmp::Ordering;

use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, contracts::compare_versions, versions::Places};

const DOCS: &str = "\
## What must hold

No component is older than the oldest version for which the facts about the stack hold.

## Why it matters

A pin can be lowered for a good reason, together with the tree. Below the floor the reasons in docs/stack.md stop being true: flags do not exist yet, values keys have other names, or the line gets no more fixes. Everything else would still look consistent.

## How it is judged

The versions that the tree names, as for `tree.versions-at-their-pins`, are compared by number with the `floor` of their entry in the contract. What is no version, or is nowhere, is reported there.

## How to fix

Raise the component. Lower the floor only after checking docs/stack.md for the older version.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.versions-at-or-above-the-floor"),
    title: "no component is older than what the facts about it hold for",
    level: Level::Must,
    traces: &[Trace::new("FR-001", "docs/stack.md#versions")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let places = Places::new(cx);
    for version in cx.contracts.iter().flat_map(|contract| &contract.versions) {
        let Some(floor) = &version.floor else { continue };
        for found in places.naming(cx, version) {
            out.examine("versions");
            if compare_versions(&found.version, &floor.value) == Some(Ordering::Less) {
                out.fail(
                    Finding::new(
                        format!("{} is at {}, older than {}", found.by, found.version, floor.value),
                        found.location,
                    )
                    .related("the oldest that will do", floor.location.clone())
                    .help(format!("use {} {} or newer", version.component.value, floor.value)),
                );
            }
        }
    }
}
