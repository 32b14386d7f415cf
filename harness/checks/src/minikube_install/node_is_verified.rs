use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{around_start, at_start, installer};
use crate::kube::script::calls;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

After minikube has started, the script reads the address, the Kubernetes version and the runtime of the node.

## Why it matters

minikube takes the address of the default route; on a host with two networks that is the wrong one, and every certificate and peer list of the tree then names another address.

## How it is judged

After `minikube start`, `kubectl get nodes` asks for `InternalIP`, `kubeletVersion` and `containerRuntimeVersion`.

## How to fix

Put the question back into `verify`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.node-is-verified"),
    title: "the script verifies address, version and runtime of the node that came up",
    level: Level::Must,
    traces: &[
        Trace::new("FR-020", "docs/stack.md#m-8"),
        Trace::new("FR-003", "docs/stack.md#installation-script"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let address = &cx.contracts.topology.clusters[0].address;
    let version = cx.contracts.fact(ContractId::MinikubeInstall, "kubernetes");
    let runtime = cx.contracts.fact(ContractId::MinikubeInstall, "container-runtime");
    let Some((script, trace)) = installer(cx, out) else { return };
    let (_, after) = around_start(&trace);
    let nodes = calls(after, &["kubectl", "get", "nodes"]);
    for (field, what, demanded) in [
        ("InternalIP", "address", address),
        ("kubeletVersion", "Kubernetes version", version),
        ("containerRuntimeVersion", "container runtime", runtime),
    ] {
        out.examine("properties");
        if nodes.iter().all(|(_, call)| call.arg(field).is_none()) {
            out.fail(
                Finding::new(
                    format!("the script never reads the {what} of the node"),
                    at_start(&script, &trace),
                )
                .related("what it must be", demanded.location.clone())
                .help(format!("compare {field} of the node in verify, after minikube has started")),
            );
        }
    }
}
