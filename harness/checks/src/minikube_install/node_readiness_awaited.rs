use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{around_start, at_start, installer};
use crate::kube::script::calls;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

After minikube has started, the script asks for the condition Ready of the node.

## Why it matters

minikube returns before Calico runs. A deployment that starts then fails on its first pod.

## How it is judged

After `minikube start`, `kubectl get nodes` asks for the condition of type Ready.

## How to fix

Call `wait_ready` after minikube has started.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.node-readiness-awaited"),
    title: "the script waits until the node is Ready",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/design.md#contract-1")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some((script, trace)) = installer(cx, out) else { return };
    let (_, after) = around_start(&trace);
    out.examine("scripts");
    let nodes = calls(after, &["kubectl", "get", "nodes"]);
    if nodes.iter().any(|(_, call)| call.arg("type==\"Ready\"").is_some()) {
        return;
    }
    out.fail(
        Finding::new("the script does not wait until the node is Ready", at_start(&script, &trace))
            .related(
                "the contract's output",
                cx.contracts.get(ContractId::MinikubeInstall).title.location.clone(),
            )
            .help("call wait_ready after minikube has started"),
    );
}
