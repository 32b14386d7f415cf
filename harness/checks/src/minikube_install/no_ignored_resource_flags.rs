use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{installer, starts};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

`minikube start` is called without `--cpus`, `--memory` and `--disk-size`.

## Why it matters

Driver `none` ignores them, so they promise what nobody gives; other drivers refuse 16384 MB on a host of 16 GB.

## How it is judged

The options of every `minikube start` are compared with the fact `ignored-flags`.

## How to fix

Take the option away. The size of the host is checked by the script itself.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.no-ignored-resource-flags"),
    title: "minikube gets no resource flags that its driver ignores",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#m-1")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let ignored = cx.contracts.fact(ContractId::MinikubeInstall, "ignored-flags");
    let Some((script, trace)) = installer(cx, out) else { return };
    for start in starts(&script, &trace, out) {
        out.examine("starts");
        for flag in ignored.value.split_whitespace() {
            if let Some((_, place)) = start.option(flag) {
                out.fail(
                    Finding::new(format!("driver none ignores {flag}"), script.location(place))
                        .related("what the contract excludes", ignored.location.clone())
                        .help("take it away; the script checks the size of the host"),
                );
            }
        }
    }
}
