use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{installer, starts};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

`deploy/scripts/install-minikube.sh` starts minikube with the driver, the container runtime, the network plugin and the Kubernetes version of the contract.

## Why it matters

The design's own command line does not start: containerd is a runtime and no driver. A network plugin that enforces no policy makes every policy of the tree decoration.

## How it is judged

The script is read as commands: every `minikube start` that it may run, its options `--driver`, `--container-runtime`, `--cni` and `--kubernetes-version`, and the variables they are filled from.

## How to fix

Use the values of `contracts/minikube-install.yaml` in the script.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.script-pins-the-contract"),
    title: "the installation script starts what the contract pins",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/design.md#contract-1"), Trace::new("FR-017", "docs/stack.md#m-5")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some((script, trace)) = installer(cx, out) else { return };
    for start in starts(&script, &trace, out) {
        for flag in ["--driver", "--container-runtime", "--cni", "--kubernetes-version"] {
            let fact = if flag == "--kubernetes-version" { "kubernetes" } else { &flag[2..] };
            let demanded = cx.contracts.fact(ContractId::MinikubeInstall, fact);
            out.examine("flags");
            let (message, place) = match start.option(flag) {
                None => (format!("the script starts minikube without {flag}"), &start.args[0]),
                Some((value, _)) if value == demanded.value => continue,
                Some((value, arg)) => (format!("{flag} is `{value}`, not `{}`", demanded.value), arg),
            };
            out.fail(
                Finding::new(message, script.location(place))
                    .related("the contract demands", demanded.location.clone())
                    .help(format!("start minikube with {flag}={}", demanded.value)),
            );
        }
    }
}
