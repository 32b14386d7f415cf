use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::script::{calls, traced};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

No `kubectl apply` of the script has `-k`, and each has `-f`.

## Why it matters

`kubectl apply -k` builds with the kustomize inside kubectl and without charts: the stage is applied without what the charts bring, and says nothing.

## How it is judged

The script is followed with its functions; every call that applies is looked at.

## How to fix

Render first, then apply the file.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.deploy-applies-what-was-rendered"),
    title: "the deployment applies files that it rendered, not folders",
    level: Level::Must,
    traces: &[
        Trace::new("FR-001", "docs/stack.md#k-6"),
        Trace::new("FR-020", "docs/stack.md#deployment-script"),
    ],
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
        if let Some((_, place)) = call.option("-k").or_else(|| call.option("--kustomize")) {
            out.fail(
                Finding::new("the script applies a folder, without its charts", script.location(place))
                    .help("render with --enable-helm, then apply the file"),
            );
        } else if call.option("-f").is_none() {
            out.fail(
                Finding::new("the script applies without saying what", script.location(&call.args[0]))
                    .help("apply the file that was rendered, with -f"),
            );
        }
    }
}
