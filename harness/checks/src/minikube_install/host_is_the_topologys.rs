use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{around_start, at_start, installer, refuses};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Before minikube starts, the script looks for the address of the topology among those of the host.

## Why it matters

Started on the wrong machine, the script makes a second node 197, and both believe it.

## How it is judged

The addresses that `ip` lists are searched for the variable that the topology fills, and a refusal names it.

## How to fix

Put the test back into `check_host`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.host-is-the-topologys"),
    title: "the script refuses a host that is not the one of the topology",
    level: Level::Must,
    traces: &[
        Trace::new("FR-019", "docs/stack.md#installation-script"),
        Trace::new("FR-003", "docs/stack.md#installation-script"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let address = &cx.contracts.topology.clusters[0].address;
    let Some((script, trace)) = installer(cx, out) else { return };
    let (before, _) = around_start(&trace);
    out.examine("scripts");
    let listed = before.iter().position(|call| call.is(&["ip", "addr"]));
    let searched = before.iter().rposition(|call| {
        call.program() == "grep" && call.args.iter().any(|arg| arg.raw == "$CLUSTER_ADDRESS")
    });
    if listed.is_some() && listed < searched && refuses(before, "address $CLUSTER_ADDRESS") {
        return;
    }
    out.fail(
        Finding::new("the script starts minikube on whatever host it is run", at_start(&script, &trace))
            .related("the topology names the addresses", address.location.clone())
            .help("look for $CLUSTER_ADDRESS among the addresses of the host in check_host"),
    );
}
