use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{around_start, at_start, installer};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Before minikube starts, its version is compared with the fact `minikube`.

## Why it matters

Each release brings its own default Kubernetes, its own Calico and its own list of versions it accepts. The preloaded images fit one.

## How it is judged

A comparison with the output of `minikube version` names the release of the contract.

## How to fix

Set `MINIKUBE_VERSION` in the script, and the fact, to the same release.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.minikube-release-checked"),
    title: "the script refuses another release of minikube",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#versions")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let release = cx.contracts.fact(ContractId::MinikubeInstall, "minikube");
    let Some((script, trace)) = installer(cx, out) else { return };
    let (before, _) = around_start(&trace);
    out.examine("scripts");
    let compared: Vec<_> = before
        .iter()
        .filter(|call| call.program() == "[" && call.arg("minikube version").is_some())
        .filter_map(|call| call.option("="))
        .collect();
    if compared.iter().any(|(value, _)| *value == release.value) {
        return;
    }
    let (message, place) = match compared.first() {
        None => ("the script takes any release of minikube".to_owned(), at_start(&script, &trace)),
        Some((value, place)) => {
            (format!("the script wants minikube {value}, not {}", release.value), script.location(place))
        }
    };
    out.fail(
        Finding::new(message, place)
            .related("the contract demands", release.location.clone())
            .help(format!("compare `minikube version --short` with {}", release.value)),
    );
}
