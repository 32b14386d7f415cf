use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{installer, starts};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

The network plugin that the script asks for enforces NetworkPolicies.

## Why it matters

Where the plugin ignores them, every policy of the tree is accepted and none holds. The default of driver `none` is such a plugin.

## How it is judged

`--cni` of every `minikube start` that the script may run is looked up in the fact `enforcing-cnis` of the contract.

## How to fix

Take Calico or Cilium: `--cni=calico` in `deploy/scripts/install-minikube.sh`, and the fact `cni` of the contract.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.network-enforces-policies"),
    title: "minikube gets a network that enforces NetworkPolicies",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#m-5")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let fitting = cx.contracts.fact(ContractId::MinikubeInstall, "enforcing-cnis");
    let Some((script, trace)) = installer(cx, out) else { return };
    for start in starts(&script, &trace, out) {
        out.examine("starts");
        let (value, place) = start.option("--cni").unwrap_or(("minikube's own choice", &start.args[0]));
        if fitting.value.split_whitespace().any(|name| name == value) {
            continue;
        }
        out.fail(
            Finding::new(
                format!("the network is {value}, which enforces no NetworkPolicy"),
                script.location(place),
            )
            .related("networks that do", fitting.location.clone())
            .help("start minikube with --cni=calico"),
        );
    }
}
