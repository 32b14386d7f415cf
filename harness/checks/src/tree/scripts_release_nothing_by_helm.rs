use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::script::{calls, is_script, traced};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

No script calls `helm install`, `helm upgrade`, `helm uninstall` or `helm rollback`.

## Why it matters

A release owns its objects beside the tree: the next apply takes them over, the next upgrade takes them back.

## How it is judged

Every command of every script under `deploy/scripts` is looked at, functions unfolded.

## How to fix

Add the chart to the tree instead.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.scripts-release-nothing-by-helm"),
    title: "no script installs a release by helm",
    level: Level::Must,
    traces: &[Trace::new("FR-001", "docs/design.md#fr-001")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some(sources) = cx.sources else {
        out.block("the sources of the tree are not at hand");
        return;
    };
    for text in sources.texts().filter(|text| is_script(&text.file)) {
        let Some((script, trace)) = traced(cx, out, &text.file, ContractId::Tree) else { continue };
        out.examine("scripts");
        for verb in ["install", "upgrade", "uninstall", "rollback"] {
            for (_, call) in calls(&trace, &["helm", verb]) {
                out.fail(
                    Finding::new(format!("the script runs helm {verb}"), script.location(&call.args[0]))
                        .help("add the chart to the tree; every object is applied from it"),
                );
            }
        }
    }
}
