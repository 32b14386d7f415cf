use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{around_start, at_start, installer, refuses};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Before minikube starts, the script looks for every tool of the fact `host-tools` and refuses a host that lacks one.

## Why it matters

With driver `none` minikube uses the tools of the host. It stops without `crictl` or `conntrack`, half way through.

## How it is judged

`command -v` is called for each, and a refusal names it.

## How to fix

Put the test back into `check_host`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.runtime-tools-checked"),
    title: "the script refuses a host without the tools of the container runtime",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#host-of-a-node")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let needed = cx.contracts.fact(ContractId::MinikubeInstall, "host-tools");
    let Some((script, trace)) = installer(cx, out) else { return };
    let (before, _) = around_start(&trace);
    for name in needed.value.split_whitespace() {
        out.examine("tools");
        let asked = before.iter().any(|call| call.is(&["command", "-v", name]));
        if !asked || !refuses(before, name) {
            out.fail(
                Finding::new(
                    format!("the script does not refuse a host without {name}"),
                    at_start(&script, &trace),
                )
                .related("the contract demands", needed.location.clone())
                .help(format!("look for {name} with `command -v` before minikube starts")),
            );
        }
    }
}
