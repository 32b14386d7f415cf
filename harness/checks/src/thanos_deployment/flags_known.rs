use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::component::{all_central, components},
};

const DOCS: &str = "\
## What must hold

Every flag of a container that runs Thanos is one that its subcommand knows at the release of `contracts/thanos-flags.yaml`; a switch has no value, any other flag has one.

## Why it matters

A process that gets an unknown flag exits at once, and only on the cluster.

## How it is judged

The arguments are read as flags and compared with the table of the subcommand. Flags that were removed or are deprecated have clauses of their own.

## How to fix

Correct the flag in `deploy/base/thanos`, or add it to the table together with the release that knows it.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.flags-known"),
    title: "Thanos is given only flags that it knows",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#t-1")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let table = &cx.contracts.flags;
    // The three must be there; a compactor is judged as well where there is one.
    all_central(cx, out);
    for component in components(cx.stack) {
        let Some(known) = table.of(component.subcommand) else {
            out.fail(
                Finding::new(
                    format!(
                        "`{}` of {} is no subcommand that the contract lists",
                        component.subcommand, component.object.id
                    ),
                    component.part("args"),
                )
                .related("the contract lists", table.release.location.clone())
                .help("put the subcommand first, or list it with its flags in contracts/thanos-flags.yaml"),
            );
            continue;
        };
        for flag in &component.flags {
            out.examine("flags");
            if table.removed.iter().any(|removed| removed.flag.value == flag.name) {
                continue;
            }
            let wrong = if known.takes(flag.name) {
                if flag.value.is_some_and(|value| !value.is_empty()) {
                    continue;
                }
                "needs a value"
            } else if known.switches(flag.name) {
                if flag.value.is_none() {
                    continue;
                }
                "is a switch and takes no value"
            } else {
                "is unknown to it"
            };
            out.fail(
                Finding::new(
                    format!("--{} of `thanos {}` {wrong}", flag.name, component.subcommand),
                    component.object.location(&flag.place),
                )
                .related("the subcommand's flags", known.name.location.clone())
                .help("write the flag as the documentation of the pinned release has it"),
            );
        }
    }
}
