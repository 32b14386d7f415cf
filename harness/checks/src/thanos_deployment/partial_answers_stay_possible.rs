use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        component::{FRONTEND, central},
        thanos::QUERY,
    },
};

const DOCS: &str = "\
## What must hold

Neither Query nor Query Frontend switches partial answers off.

## Why it matters

With strict endpoints an edge that is away would turn every answer about the other clusters into an error. As it is, the answer comes with a warning, and an alert says which store is away.

## How it is judged

The switches for partial answers are read; on is the default.

## How to fix

Remove `--no-query.partial-response`; whoever needs whole answers asks with `partial_response=false`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.partial-answers-stay-possible"),
    title: "an edge that is away leaves the others their answers",
    level: Level::Must,
    traces: &[Trace::new("FR-014", "docs/stack.md#t-8")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The switches, off.
const OFF: &[&str] =
    &["no-query.partial-response", "no-query-range.partial-response", "no-labels.partial-response"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for component in [QUERY, FRONTEND].into_iter().flat_map(|own| central(cx, out, own)).collect::<Vec<_>>() {
        out.examine("components");
        for flag in component.flags.iter().filter(|flag| OFF.contains(&flag.name)) {
            out.fail(
                Finding::new(
                    format!(
                        "--{} of {} turns one edge away into no answer at all",
                        flag.name, component.object.id
                    ),
                    component.object.location(&flag.place),
                )
                .help("remove the flag"),
            );
        }
    }
}
