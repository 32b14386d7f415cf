use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

No rendered object has a `helm.sh/hook` annotation.

## Why it matters

Kustomize applies hooks as ordinary objects. Longhorn's chart brings a hook Job that uninstalls it; one setting away, applying the stage would delete every volume.

## How it is judged

The annotations of every object are searched.

## How to fix

Set `skipHooks: true` on the chart's entry under `helmCharts`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.no-hooks"),
    title: "no object carries a Helm hook annotation",
    level: Level::Must,
    traces: &[Trace::new("FR-001", "docs/stack.md#k-2")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for object in cx.stack.objects() {
        out.examine("objects");
        if let Some(hook) = object.annotation("helm.sh/hook") {
            let place = JsonPointer::root().key("metadata").key("annotations").key("helm.sh/hook");
            out.fail(
                Finding::new(
                    format!("{} is a Helm hook ({hook}) and would be applied like any object", object.id),
                    object.location(&place),
                )
                .help("set `skipHooks: true` on the chart's entry under helmCharts"),
            );
        }
    }
}
