use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{around_start, at_start, installer, refuses};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Before minikube starts, the script looks for `mount.nfs`.

## Why it matters

Longhorn serves volumes that several pods share by NFS; without the client tools they never mount.

## How it is judged

`command -v mount.nfs` is there, and a refusal names nfs-common.

## How to fix

Put the test back into `check_host`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.nfs-checked"),
    title: "the script refuses a host without NFS client tools",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#host-of-a-node")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some((script, trace)) = installer(cx, out) else { return };
    let (before, _) = around_start(&trace);
    out.examine("scripts");
    if before.iter().any(|call| call.is(&["command", "-v", "mount.nfs"])) && refuses(before, "nfs-common") {
        return;
    }
    out.fail(
        Finding::new("the script does not refuse a host without NFS client tools", at_start(&script, &trace))
            .related("Longhorn needs it", cx.contracts.get(ContractId::LonghornDeployment).location.clone())
            .help("look for mount.nfs in check_host, before minikube starts"),
    );
}
