use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, versions::Places};

const DOCS: &str = "\
## What must hold

Every chart, image and script names exactly the version that the contract pins for its component, in every cluster.

## Why it matters

The versions were chosen as a set. A chart that was raised alone brings other values keys and definitions; an image that was raised in one overlay alone makes two clusters behave differently, and nobody looks for that.

## How it is judged

Each entry of `versions` names a chart, an image or a variable of a script. All `helmCharts` entries, all images of containers and of the operator's resources, and the assignments of the variable are compared with its `pin`; digests are left aside. A component that nothing names is missing.

## How to fix

Change the version at the place of the finding, or the `pin` in the contract together with everything that follows from it.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.versions-at-their-pins"),
    title: "every component has the version that its contract pins",
    level: Level::Must,
    traces: &[Trace::new("FR-001", "docs/stack.md#versions"), Trace::new("FR-019", "docs/stack.md#versions")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let places = Places::new(cx);
    for version in cx.contracts.iter().flat_map(|contract| &contract.versions) {
        let Some(pin) = &version.pin else { continue };
        let all = places.naming(cx, version);
        if all.is_empty() {
            let component = &version.component;
            out.fail(
                Finding::missing(
                    format!("nothing in the tree names the version of {}", component.value),
                    component.location.clone(),
                )
                .help("bring the component back, or take it out of the contract"),
            );
        }
        for found in all {
            out.examine("versions");
            if found.version != pin.value {
                let message = match found.version.as_str() {
                    "" => format!("{} has no version", found.by),
                    own => format!("{} is at {own}, not at {}", found.by, pin.value),
                };
                out.fail(
                    Finding::new(message, found.location)
                        .related("the contract pins", pin.location.clone())
                        .help(format!("use {} for {}", pin.value, version.component.value)),
                );
            }
        }
    }
}
