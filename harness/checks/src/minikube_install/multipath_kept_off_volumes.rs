use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{around_start, at_start, installer, refuses};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Before minikube starts, the script asks whether `multipathd` runs and, if so, whether its configuration leaves the devices of Longhorn alone.

## Why it matters

multipathd takes every new disk it sees, those of Longhorn too. Mounting then fails with a device that is busy.

## How it is judged

`systemctl is-active multipathd` and a look into `multipath.conf` are there, and a refusal names multipathd.

## How to fix

Put the test back into `check_host`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.multipath-kept-off-volumes"),
    title: "the script refuses a host whose multipathd would claim volumes",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#host-of-a-node")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some((script, trace)) = installer(cx, out) else { return };
    let (before, _) = around_start(&trace);
    out.examine("scripts");
    let asked = before.iter().any(|call| call.is(&["systemctl", "is-active", "multipathd"]));
    let read =
        before.iter().any(|call| call.program() == "grep" && call.arg("/etc/multipath.conf").is_some());
    if asked && read && refuses(before, "multipathd") {
        return;
    }
    out.fail(
        Finding::new(
            "the script does not refuse a host whose multipathd claims Longhorn's devices",
            at_start(&script, &trace),
        )
        .related("Longhorn needs it", cx.contracts.get(ContractId::LonghornDeployment).location.clone())
        .help("ask for multipathd and its blacklist in check_host, before minikube starts"),
    );
}
