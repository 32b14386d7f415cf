use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{installer, starts};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

The driver is one that runs Kubernetes on a machine of the LAN: `none`, or `ssh` into one.

## Why it matters

Other drivers hide the node in a network of their own: ports 80 and 443 and the node ports are not on the LAN, and their images know no iSCSI, so Longhorn attaches nothing.

## How it is judged

`--driver` of every `minikube start` that the script may run is looked up in the fact `node-drivers` of the contract.

## How to fix

Use `--driver=none` in `deploy/scripts/install-minikube.sh`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.driver-exposes-the-node"),
    title: "the driver puts Kubernetes on the address of the host",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/stack.md#values-for-kubernetes")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let fitting = cx.contracts.fact(ContractId::MinikubeInstall, "node-drivers");
    let Some((script, trace)) = installer(cx, out) else { return };
    for start in starts(&script, &trace, out) {
        out.examine("starts");
        let (value, place) = start.option("--driver").unwrap_or(("minikube's own choice", &start.args[0]));
        if fitting.value.split_whitespace().any(|name| name == value) {
            continue;
        }
        out.fail(
            Finding::new(
                format!("driver {value} does not put the node on the address of the host"),
                script.location(place),
            )
            .related("drivers that do", fitting.location.clone())
            .help("start minikube with --driver=none"),
        );
    }
}
