use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

No stage renders an object of kind Pod.

## Why it matters

A bare Pod is never restarted or moved. Where one shows up in a chart's render it is a test Pod that helm would only run on demand.

## How it is judged

The kind of every object is compared.

## How to fix

Skip the chart's hooks, switch off its test framework, or use a Deployment.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.no-bare-pods"),
    title: "no Pod is rendered without a controller",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#k-2")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for object in cx.stack.objects() {
        out.examine("objects");
        if object.kind() == "Pod" {
            out.fail(
                Finding::new(
                    format!("{} has no controller", object.id),
                    object.location(&JsonPointer::root().key("kind")),
                )
                .help("skip the chart's hooks and tests, or let a Deployment own the pod"),
            );
        }
    }
}
