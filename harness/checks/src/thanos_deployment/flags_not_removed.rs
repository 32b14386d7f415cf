use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::component::{all_central, components},
};

const DOCS: &str = "\
## What must hold

No container that runs Thanos has a flag that an earlier release knew and the pinned one does not, such as `--store`.

## Why it matters

Old guides, and the chart's own comment, still show them. The container exits at once, and Query never starts.

## How it is judged

Flags are compared with the list `removed` of `contracts/thanos-flags.yaml`, whatever the subcommand.

## How to fix

Use the flag that the finding names; stores belong into the endpoint file.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.flags-not-removed"),
    title: "Thanos is given no flag that was removed",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#t-1")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    all_central(cx, out);
    for component in components(cx.stack) {
        for flag in &component.flags {
            out.examine("flags");
            let Some(removed) =
                cx.contracts.flags.removed.iter().find(|removed| removed.flag.value == flag.name)
            else {
                continue;
            };
            out.fail(
                Finding::new(
                    format!("--{} was removed with {}", flag.name, removed.since.value),
                    component.object.location(&flag.place),
                )
                .related("the contract lists it", removed.flag.location.clone())
                .help(format!("use {} instead", removed.instead.value)),
            );
        }
    }
}
