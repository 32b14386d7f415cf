use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{around_start, at_start, installer, refuses};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Before minikube starts, the script asks for `iscsiadm`, a running `iscsid` and the kernel module `iscsi_tcp`.

## Why it matters

Longhorn installs without them and looks healthy. The first volume hangs in attaching.

## How it is judged

Each is asked for by `command -v`, `systemctl is-active` or the list of modules, and a refusal names it.

## How to fix

Put the tests back into `check_host`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.iscsi-checked"),
    title: "the script refuses a host on which Longhorn cannot attach a volume",
    level: Level::Must,
    traces: &[
        Trace::new("FR-002", "docs/stack.md#host-of-a-node"),
        Trace::new("FR-002", "docs/design.md#contract-2"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some((script, trace)) = installer(cx, out) else { return };
    let (before, _) = around_start(&trace);
    let tool = before.iter().any(|call| call.is(&["command", "-v", "iscsiadm"]));
    let service = before.iter().any(|call| call.is(&["systemctl", "is-active", "iscsid"]));
    let module = before.iter().any(|call| call.program() == "grep" && call.arg("iscsi_tcp").is_some());
    for (asked, name, what) in [
        (tool, "open-iscsi", "the tools of open-iscsi"),
        (service, "running iscsid", "a running iscsid"),
        (module, "module iscsi_tcp", "the kernel module iscsi_tcp"),
    ] {
        out.examine("prerequisites");
        if !asked || !refuses(before, name) {
            out.fail(
                Finding::new(
                    format!("the script does not refuse a host without {what}"),
                    at_start(&script, &trace),
                )
                .related(
                    "Longhorn needs it",
                    cx.contracts.get(ContractId::LonghornDeployment).location.clone(),
                )
                .help("ask for it in check_host, before minikube starts"),
            );
        }
    }
}
