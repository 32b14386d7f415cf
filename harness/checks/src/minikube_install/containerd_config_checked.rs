use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{around_start, at_start, installer, refuses};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Before minikube starts, the script asks whether containerd has a full configuration and its CRI plugin is on.

## Why it matters

minikube edits settings in place and adds none. The packages of Debian and Docker ship a file without them, or with CRI disabled, and the kubelet then finds no runtime.

## How it is judged

Two looks into `/etc/containerd/config.toml`, for `SystemdCgroup` and for `disabled_plugins`, and refusals that name the file and the plugin.

## How to fix

Put the test back into `check_host`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.containerd-config-checked"),
    title: "the script refuses a containerd that minikube cannot configure",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#host-of-a-node")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let runtime = cx.contracts.fact(ContractId::MinikubeInstall, "container-runtime");
    let Some((script, trace)) = installer(cx, out) else { return };
    let (before, _) = around_start(&trace);
    for (setting, refusal) in
        [("SystemdCgroup", "/etc/containerd/config.toml"), ("disabled_plugins", "CRI plugin")]
    {
        out.examine("settings");
        let asked = before.iter().any(|call| {
            call.program() == "grep"
                && call.arg(setting).is_some()
                && call.arg("/etc/containerd/config.toml").is_some()
        });
        if !asked || !refuses(before, refusal) {
            out.fail(
                Finding::new(
                    format!("the script does not look at {setting} of containerd"),
                    at_start(&script, &trace),
                )
                .related("the contract demands", runtime.location.clone())
                .help("look at /etc/containerd/config.toml in check_host, before minikube starts"),
            );
        }
    }
}
