use conform_model::{ClauseId, ContractId, Finding, Level};

use super::installer;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

No command of the script is `minikube delete` or `kubeadm reset`.

## Why it matters

Both take the cluster away, and with it volumes that no backup has seen yet. A second run of an installation must be safe.

## How it is judged

Every command that the script may run is looked at; what a message tells an operator to do is no command.

## How to fix

Refuse and tell the operator instead.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.never-deletes-a-cluster"),
    title: "the script never deletes a cluster",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#installation-script")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some((script, trace)) = installer(cx, out) else { return };
    for call in trace.iter() {
        out.examine("commands");
        if call.is(&["minikube", "delete"]) || call.is(&["kubeadm", "reset"]) {
            out.fail(
                Finding::new(
                    "the script deletes the cluster it finds, with its volumes",
                    script.location(&call.args[0]),
                )
                .help("refuse, and let the operator decide"),
            );
        }
    }
}
