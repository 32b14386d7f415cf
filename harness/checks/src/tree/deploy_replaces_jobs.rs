use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::kube::script::{calls, traced};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

The script deletes the objects marked `conform/apply: delete-then-apply` before it applies the stage, and waits until they are gone; every Job of the render is marked.

## Why it matters

The template of a Job cannot change. Applied over an older one the stage fails, and the log cluster keeps its old policies.

## How it is judged

A `kubectl delete` with `--wait` comes before the first `kubectl apply`, functions unfolded; the annotation of every Job is read.

## How to fix

Call `replace_jobs` before `apply`, and annotate the Job.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.deploy-replaces-jobs"),
    title: "the deployment deletes a Job before it applies it anew",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#k-19")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

/// The script that applies the tree.
const SCRIPT: &str = "deploy/scripts/deploy-cluster.sh";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for job in cx.stack.of_kind("Job") {
        out.examine("jobs");
        if job.annotation("conform/apply") != Some("delete-then-apply") {
            let place = JsonPointer::root().key("metadata").key("annotations").key("conform/apply");
            out.fail(
                Finding::new(
                    format!("{} is not marked to be deleted before it is applied", job.id),
                    job.location(&place),
                )
                .help("annotate it with conform/apply: delete-then-apply"),
            );
        }
    }
    let Some((script, trace)) = traced(cx, out, SCRIPT, ContractId::Tree) else { return };
    out.examine("scripts");
    let applied = calls(&trace, &["kubectl", "apply"]).first().map_or(0, |(at, _)| *at);
    let deletes = calls(&trace, &["kubectl", "delete"]);
    if deletes
        .iter()
        .any(|(at, call)| *at < applied && call.option("--wait").is_some_and(|(value, _)| value != "false"))
    {
        return;
    }
    out.fail(
        Finding::new("the script applies Jobs over those of the last time", script.start())
            .help("call replace_jobs before apply"),
    );
}
