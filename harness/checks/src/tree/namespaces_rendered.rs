use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, required::missing};

const DOCS: &str = "\
## What must hold

On every cluster stage `00-namespaces` renders each namespace of the topology, and no stage renders another.

## Why it matters

Charts never make their namespace, and every later stage fails without it. A namespace that the topology does not know has no default-deny.

## How it is judged

The Namespace objects of each cluster are compared with the topology.

## How to fix

Restore `deploy/base/namespaces/namespaces.yaml`, or add the namespace to `contracts/topology.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.namespaces-rendered"),
    title: "the first stage renders the namespaces of the stack, and no others",
    level: Level::Must,
    traces: &[Trace::new("FR-018", "docs/stack.md#k-21"), Trace::new("FR-019", "docs/design.md#fr-019")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The stage that comes before everything that needs a namespace.
const STAGE: &str = "00-namespaces";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let topology = &cx.contracts.topology;
    for cluster in &topology.clusters {
        for namespace in &topology.namespaces {
            out.examine("namespaces");
            let there = cx
                .stack
                .find(&cluster.id, "Namespace", "", &namespace.value)
                .is_some_and(|own| own.stage.as_str() == STAGE);
            if !there {
                let what = format!("Namespace {} in stage {STAGE}", namespace.value);
                out.fail(missing(cluster, &what).related("the topology", namespace.location.clone()));
            }
        }
    }
    for namespace in cx.stack.of_kind("Namespace") {
        if !topology.namespaces.iter().any(|own| own.value == namespace.name()) {
            out.fail(
                Finding::new(
                    format!("{} is none of the stack's", namespace.id),
                    namespace.location(&JsonPointer::root().key("metadata").key("name")),
                )
                .related("the topology", topology.location.clone())
                .help("remove it, or add it to contracts/topology.yaml"),
            );
        }
    }
}
