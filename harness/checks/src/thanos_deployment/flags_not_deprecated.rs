use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::component::{all_central, components},
};

const DOCS: &str = "\
## What must hold

No container that runs Thanos has a flag that its documentation marks as deprecated, such as `--endpoint`.

## Why it matters

The next release may remove it, and an endpoint given by flag can neither be strict nor have TLS settings of its own.

## How it is judged

Flags are compared with the list `deprecated` of the subcommand in `contracts/thanos-flags.yaml`.

## How to fix

Move the stores to the endpoint file that `--endpoint.sd-config-file` names.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.flags-not-deprecated"),
    title: "Thanos is given no deprecated flag",
    level: Level::Should,
    traces: &[Trace::new("FR-006", "docs/stack.md#t-1")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    all_central(cx, out);
    for component in components(cx.stack) {
        let deprecated =
            cx.contracts.flags.of(component.subcommand).map_or(&[][..], |known| &known.deprecated);
        for flag in &component.flags {
            out.examine("flags");
            if let Some(known) = deprecated.iter().find(|known| known.value == flag.name) {
                out.fail(
                    Finding::new(
                        format!("--{} of `thanos {}` is deprecated", flag.name, component.subcommand),
                        component.object.location(&flag.place),
                    )
                    .related("the contract lists it", known.location.clone())
                    .help("use the endpoint file"),
                );
            }
        }
    }
}
