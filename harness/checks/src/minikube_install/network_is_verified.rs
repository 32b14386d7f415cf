use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{around_start, at_start, installer};
use crate::kube::script::calls;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

After minikube has started, the script looks for the DaemonSet of the network plugin.

## Why it matters

A cluster that was started before with another network keeps it: the option of a second start changes nothing, and says nothing.

## How it is judged

After `minikube start`, `kubectl get daemonset` asks for the node agent of the fact `cni`.

## How to fix

Put the question back into `verify`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.network-is-verified"),
    title: "the script verifies that the network that enforces policies is there",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#m-5")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let cni = cx.contracts.fact(ContractId::MinikubeInstall, "cni");
    let Some((script, trace)) = installer(cx, out) else { return };
    let (_, after) = around_start(&trace);
    out.examine("scripts");
    let sought = calls(after, &["kubectl", "get", "daemonset"]);
    if sought.iter().any(|(_, call)| call.args.iter().any(|arg| arg.text.starts_with(&cni.value))) {
        return;
    }
    out.fail(
        Finding::new(
            format!("the script does not look whether {} runs", cni.value),
            at_start(&script, &trace),
        )
        .related("the contract demands", cni.location.clone())
        .help("ask for its DaemonSet in verify, after minikube has started"),
    );
}
