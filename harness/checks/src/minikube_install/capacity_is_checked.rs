use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{around_start, at_start, installer};
use crate::kube::Quantity;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Before minikube starts, the script compares the CPUs and the memory of the host with what the contract demands.

## Why it matters

No driver flag makes a host larger. On a smaller one minikube starts, and pods stay pending hours later.

## How it is judged

A test `-ge` on `nproc` has at least the fact `cpus`, one on `MemTotal` (in KiB) at least the fact `memory`.

## How to fix

Compare `$(nproc)` and `MemTotal` of `/proc/meminfo` in `check_host`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.capacity-is-checked"),
    title: "the script refuses a host that is too small",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#m-8"), Trace::new("FR-020", "docs/design.md#contract-1")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let fact = |name| cx.contracts.fact(ContractId::MinikubeInstall, name);
    let cpus = fact("cpus");
    let memory = fact("memory");
    let Some((script, trace)) = installer(cx, out) else { return };
    let (before, _) = around_start(&trace);
    for (source, unit, demanded) in [("nproc", "", cpus), ("MemTotal", "Ki", memory)] {
        out.examine("limits");
        let tests = before.iter().filter(|call| call.program() == "[" && call.arg(source).is_some());
        let limits: Vec<_> = tests.filter_map(|call| call.option("-ge")).collect();
        let enough =
            |limit: &str| Quantity::parse(&format!("{limit}{unit}")) >= Quantity::parse(&demanded.value);
        let (message, place) = match limits.first() {
            None => (format!("the script never compares {source} of the host"), at_start(&script, &trace)),
            Some((limit, place)) if !enough(limit) => (
                format!(
                    "the script is content with {source} {limit}{unit}, the contract demands {}",
                    demanded.value
                ),
                script.location(place),
            ),
            Some(_) => continue,
        };
        out.fail(
            Finding::new(message, place)
                .related("the contract demands", demanded.location.clone())
                .help("refuse a smaller host in check_host"),
        );
    }
}
