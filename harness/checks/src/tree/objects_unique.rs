use std::collections::BTreeMap;

use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

No two objects of one cluster have the same API group, kind, namespace and name, within a stage or across stages.

## Why it matters

The stage applied last wins silently; the other object was written, reviewed and never runs.

## How it is judged

Objects of each cluster are compared by group, kind, namespace and name. The version is left out, since two versions of one kind are one object.

## How to fix

Rename one of the two objects, or delete the one that is not meant.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.objects-unique"),
    title: "no two objects of a cluster have one identity",
    level: Level::Must,
    traces: &[Trace::new("FR-019", "docs/design.md#fr-019")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let mut first = BTreeMap::new();
    for object in cx.stack.objects() {
        out.examine("objects");
        let identity =
            (&object.cluster, &object.id.class.group, object.kind(), object.namespace(), object.name());
        let place = object.location(&JsonPointer::root().key("metadata").key("name"));
        if let Some(other) = first.insert(identity, place.clone()) {
            out.fail(
                Finding::new(
                    format!("{} is rendered twice for cluster {}", object.id, object.cluster),
                    place,
                )
                .related("the other one is here", other)
                .help("rename one of the two objects or delete the one that is not meant"),
            );
        }
    }
}
