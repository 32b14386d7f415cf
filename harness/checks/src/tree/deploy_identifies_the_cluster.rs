use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::script::{calls, traced};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Before the first `kubectl apply` the script reads the server of the context and the address of the nodes.

## Why it matters

Three contexts with similar names: applied to the wrong one, an edge becomes a second central cluster and takes its place in the log cluster.

## How it is judged

`kubectl config view` and `kubectl get nodes` with `InternalIP` come before the first `kubectl apply`, functions unfolded.

## How to fix

Call `identify` before anything is applied.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.deploy-identifies-the-cluster"),
    title: "the deployment verifies which cluster it talks to before it applies",
    level: Level::Must,
    traces: &[
        Trace::new("FR-020", "docs/stack.md#deployment-script"),
        Trace::new("FR-019", "docs/stack.md#deployment-script"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

/// The script that applies the tree.
const SCRIPT: &str = "deploy/scripts/deploy-cluster.sh";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = &cx.contracts.topology.clusters[0].address;
    let Some((script, trace)) = traced(cx, out, SCRIPT, ContractId::Tree) else { return };
    let applied = calls(&trace, &["kubectl", "apply"]).first().map_or(trace.len(), |(at, _)| *at);
    let before = &trace[..applied];
    let server = !calls(before, &["kubectl", "config", "view"]).is_empty();
    let node =
        calls(before, &["kubectl", "get", "nodes"]).iter().any(|(_, call)| call.arg("InternalIP").is_some());
    for (known, what) in [(server, "the server of the context"), (node, "the address of the node")] {
        out.examine("properties");
        if !known {
            out.fail(
                Finding::new(format!("the script applies without looking at {what}"), script.start())
                    .related("the topology names the addresses", demanded.location.clone())
                    .help("call identify before anything is applied"),
            );
        }
    }
}
