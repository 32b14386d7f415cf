use conform_model::{ClauseId, ContractId, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, required::missing};

const DOCS: &str = "\
## What must hold

Every object that others know by name is there under that name, in each cluster that should have it.

## Why it matters

Names of charts follow release name and `fullnameOverride`. Scripts, runbooks, datasources and other clusters write them down; after a rename everything inside the chart still agrees with itself, and the outside finds nothing.

## How it is judged

The `names` of all contracts are looked up in the render by kind, namespace and name.

## How to fix

Give the object its name back, or change the name in the contract and wherever its `why` says that it is used.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.names-as-contracted"),
    title: "objects that others know by name have that name",
    level: Level::Must,
    traces: &[Trace::new("FR-019", "docs/stack.md#i-4"), Trace::new("FR-020", "docs/stack.md#p-3")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for wanted in cx.contracts.iter().flat_map(|contract| &contract.names) {
        for cluster in wanted.on.clusters(cx) {
            out.examine("names");
            if cx.stack.find(&cluster.id, &wanted.kind, &wanted.namespace, &wanted.name).is_none() {
                out.fail(
                    missing(cluster, &wanted.to_string())
                        .related("the contract demands", wanted.location.clone())
                        .help(format!("give it this name: {}", wanted.why.value)),
                );
            }
        }
    }
}
