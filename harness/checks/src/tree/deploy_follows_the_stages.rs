use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::script::{Call, traced};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

The script goes over the folders of the overlay in the order of their names, and that is the order of the topology.

## Why it matters

Each stage needs the one before: definitions, Secrets, storage. In another order pods wait for volumes that nobody provides.

## How it is judged

The loop over `[0-9][0-9]-*` is looked for in the script, and the stages of the topology must be sorted.

## How to fix

Number a new stage so that it sorts where it belongs.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.deploy-follows-the-stages"),
    title: "the deployment applies the stages in the order of the topology",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#k-18"), Trace::new("FR-020", "docs/reference.md#stages")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

/// The script that applies the tree.
const SCRIPT: &str = "deploy/scripts/deploy-cluster.sh";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let stages = &cx.contracts.topology.stages;
    for pair in stages.windows(2) {
        out.examine("stages");
        if pair[0].name.value >= pair[1].name.value {
            out.fail(
                Finding::new(
                    format!(
                        "stage {} comes before {} where names are sorted",
                        pair[1].name.value, pair[0].name.value
                    ),
                    pair[1].name.location.clone(),
                )
                .related("it stands behind", pair[0].name.location.clone())
                .help("number it so that it sorts where it belongs"),
            );
        }
    }
    let Some((script, trace)) = traced(cx, out, SCRIPT, ContractId::Tree) else { return };
    out.examine("scripts");
    let sorted = |call: &Call| call.program() == "for" && call.arg("/[0-9][0-9]-*/").is_some();
    if !trace.iter().any(sorted) {
        out.fail(
            Finding::new("the script does not take the stages in the order of their names", script.start())
                .help("go over \"$overlay\"/[0-9][0-9]-*/"),
        );
    }
}
