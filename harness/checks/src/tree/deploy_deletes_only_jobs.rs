use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::script::{calls, traced};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

No `kubectl apply` of the script prunes, and every `kubectl delete` deletes what the render marked, never a kind by name or everything of a namespace.

## Why it matters

An object that is missing from a broken render would be deleted with its volume. Taking something away is a decision.

## How it is judged

The script is followed with its functions; options of `apply` and the arguments of `delete` are looked at.

## How to fix

Delete by hand what has left the tree.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.deploy-deletes-only-jobs"),
    title: "the deployment deletes nothing but Jobs that it makes anew",
    level: Level::Must,
    traces: &[
        Trace::new("FR-020", "docs/stack.md#deployment-script"),
        Trace::new("FR-002", "docs/stack.md#l-9"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

/// The script that applies the tree.
const SCRIPT: &str = "deploy/scripts/deploy-cluster.sh";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some((script, trace)) = traced(cx, out, SCRIPT, ContractId::Tree) else { return };
    for (_, call) in calls(&trace, &["kubectl", "apply"]) {
        out.examine("applications");
        if let Some((_, place)) = call.option("--prune") {
            out.fail(
                Finding::new("the script deletes what a render lacks", script.location(place))
                    .help("take --prune away"),
            );
        }
    }
    for (_, call) in calls(&trace, &["kubectl", "delete"]) {
        out.examine("deletions");
        let wide = call.args.iter().find(|arg| {
            matches!(
                arg.text.to_lowercase().as_str(),
                "--all" | "namespace" | "namespaces" | "ns" | "pvc" | "crd" | "statefulset" | "-f"
            )
        });
        if let Some(place) = wide {
            out.fail(
                Finding::new(
                    format!("the script deletes more than a Job ({})", place.text),
                    script.location(place),
                )
                .help("delete by hand what has left the tree"),
            );
        }
    }
}
