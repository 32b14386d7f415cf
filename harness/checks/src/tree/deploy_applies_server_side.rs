use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::script::{calls, traced};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Every `kubectl apply` of the script has `--server-side`, `--force-conflicts` and `--field-manager`.

## Why it matters

Client-side apply keeps a copy of the object in an annotation, and six definitions are larger than one may be. Without the other two a second run stops at the first field that somebody else has written.

## How it is judged

The script is followed with its functions; every call that applies is looked at.

## How to fix

Add the option to `apply` in `deploy/scripts/deploy-cluster.sh`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.deploy-applies-server-side"),
    title: "the deployment applies on the server side, as one named manager, and settles conflicts",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#k-5")],
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
        for option in ["--server-side", "--force-conflicts", "--field-manager"] {
            let value = call.option(option);
            if value.is_none_or(|(value, _)| value == "false") {
                out.fail(
                    Finding::new(
                        format!("the script applies without {option}"),
                        script.location(&call.args[0]),
                    )
                    .help(format!("add {option}")),
                );
            }
        }
    }
}
