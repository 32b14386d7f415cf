use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::script::{calls, traced};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

After a stage is applied, the script waits for the condition Established of its definitions.

## Why it matters

A custom resource that arrives before its definition is served is refused, on a fast machine only sometimes.

## How it is judged

A `kubectl wait --for=condition=Established` comes behind the first `kubectl apply`, functions unfolded.

## How to fix

Call `wait_crds` behind `apply`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.deploy-waits-for-definitions"),
    title: "the deployment waits until definitions are established",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#k-18")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

/// The script that applies the tree.
const SCRIPT: &str = "deploy/scripts/deploy-cluster.sh";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some((script, trace)) = traced(cx, out, SCRIPT, ContractId::Tree) else { return };
    out.examine("scripts");
    let applied = calls(&trace, &["kubectl", "apply"]).first().map_or(0, |(at, _)| *at);
    let waits = calls(&trace, &["kubectl", "wait"]);
    if waits.iter().any(|(at, call)| *at > applied && call.arg("condition=Established").is_some()) {
        return;
    }
    out.fail(
        Finding::new("the script does not wait until definitions are established", script.start())
            .help("call wait_crds behind apply"),
    );
}
