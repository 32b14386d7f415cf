use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{installer, starts};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

The Kubernetes version that the script starts lies between the facts `kubernetes-floor` and `kubernetes-ceiling`.

## Why it matters

Below the floor a line gets no more fixes. Above the ceiling the retired ingress controller was never tested.

## How it is judged

`--kubernetes-version` of every `minikube start` is compared by its numbers.

## How to fix

Pin a version in between, in the script, in the fact `kubernetes` and in every chart entry; move the floor when a line ends.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.kubernetes-line-is-supported"),
    title: "the pinned Kubernetes is of a supported line that the charts know",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#versions")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let floor = cx.contracts.fact(ContractId::MinikubeInstall, "kubernetes-floor");
    let ceiling = cx.contracts.fact(ContractId::MinikubeInstall, "kubernetes-ceiling");
    let Some((script, trace)) = installer(cx, out) else { return };
    for start in starts(&script, &trace, out) {
        out.examine("starts");
        let (value, place) = start.option("--kubernetes-version").unwrap_or(("", &start.args[0]));
        let (message, bound) = match line(value) {
            None => (format!("`{value}` is no version of Kubernetes"), floor),
            own if own < line(&floor.value) => {
                (format!("Kubernetes {value} is of a line that gets no more fixes"), floor)
            }
            own if own > line(&ceiling.value) => (
                format!("Kubernetes {value} is newer than any that the ingress controller was tested with"),
                ceiling,
            ),
            Some(_) => continue,
        };
        out.fail(
            Finding::new(message, script.location(place))
                .related("the bound", bound.location.clone())
                .help(format!("pin a version from {} to {}", floor.value, ceiling.value)),
        );
    }
}

/// Major and minor number of a version such as `v1.35.4`.
fn line(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.strip_prefix('v')?.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}
