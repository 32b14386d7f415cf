use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::script::{calls, traced};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

No `kubectl apply` of the script has `-n` or `--namespace`.

## Why it matters

kubectl refuses a stream with an object of another namespace, half way through the stage.

## How it is judged

The script is followed with its functions; every call that applies is looked at.

## How to fix

Take the option away: every object names its namespace.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.deploy-leaves-namespaces-alone"),
    title: "the deployment applies without a namespace of its own",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#k-6")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

/// The script that applies the tree.
const SCRIPT: &str = "deploy/scripts/deploy-cluster.sh";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some((script, trace)) = traced(cx, out, SCRIPT, ContractId::Tree) else { return };
    let applies = calls(&trace, &["kubectl", "apply"]);
    if applies.is_empty() {
        out.fail(
            Finding::new("the script applies nothing", script.start()).help("apply every stage with kubectl"),
        );
    }
    for (_, call) in applies {
        out.examine("applications");
        for option in ["-n", "--namespace"] {
            if let Some((_, place)) = call.option(option) {
                out.fail(
                    Finding::new(format!("the script applies with {option}"), script.location(place))
                        .help("take it away; every object names its namespace"),
                );
            }
        }
    }
}
