use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::component::{all_central, components},
};

const DOCS: &str = "\
## What must hold

No container that runs Thanos has a flag twice, unless the flag is one that adds up, such as `--query.replica-label`.

## Why it matters

Thanos refuses to start; a patch that appends a flag instead of replacing it does exactly this.

## How it is judged

Names of flags are counted per container and compared with the list `repeated` of the subcommand.

## How to fix

Replace the argument in the patch instead of adding one.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.flags-given-once"),
    title: "a flag that may stand once stands once",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#t-1")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    all_central(cx, out);
    for component in components(cx.stack) {
        let known = cx.contracts.flags.of(component.subcommand);
        for (at, flag) in component.flags.iter().enumerate() {
            out.examine("flags");
            let Some(first) = component.flags[..at].iter().find(|first| first.name == flag.name) else {
                continue;
            };
            if !known.is_some_and(|known| known.repeats(flag.name)) {
                out.fail(
                    Finding::new(
                        format!("--{} of `thanos {}` is given twice", flag.name, component.subcommand),
                        component.object.location(&flag.place),
                    )
                    .related("the first one", component.object.location(&first.place))
                    .help("keep one of them"),
                );
            }
        }
    }
}
