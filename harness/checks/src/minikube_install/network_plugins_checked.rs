use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{around_start, at_start, installer, refuses};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Before minikube starts, the script looks for every plugin of the fact `network-plugins` under `/opt/cni/bin`.

## Why it matters

Calico calls plugins of the host. Without `portmap` no host port is ever opened, and the ingress controller runs unreachable.

## How it is judged

A test with `-x` on `/opt/cni/bin/<plugin>` is there for each, and a refusal names it.

## How to fix

Put the plugin back into the loop of `check_host`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.network-plugins-checked"),
    title: "the script refuses a host without the plugins of its network",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#host-of-a-node")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let needed = cx.contracts.fact(ContractId::MinikubeInstall, "network-plugins");
    let Some((script, trace)) = installer(cx, out) else { return };
    let (before, _) = around_start(&trace);
    for name in needed.value.split_whitespace() {
        out.examine("plugins");
        let asked = before.iter().any(|call| {
            call.program() == "["
                && call.option("-x").is_some_and(|(path, _)| path.ends_with(&format!("/opt/cni/bin/{name}")))
        });
        if !asked || !refuses(before, name) {
            out.fail(
                Finding::new(
                    format!("the script does not refuse a host without the CNI plugin {name}"),
                    at_start(&script, &trace),
                )
                .related("the contract demands", needed.location.clone())
                .help(format!("test -x /opt/cni/bin/{name} before minikube starts")),
            );
        }
    }
}
