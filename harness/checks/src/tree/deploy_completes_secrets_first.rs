use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::script::{calls, traced};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Before the first `kubectl apply` the script looks for every `*.example` beside a file of a Secret and for placeholders in it.

## Why it matters

Applied with a placeholder the stack starts, and every write to S3 fails with an error about signatures.

## How it is judged

`find` for the examples and a search for the placeholder come before the first `kubectl apply`, functions unfolded.

## How to fix

Call `check_secrets` before anything is applied.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.deploy-completes-secrets-first"),
    title: "the deployment refuses Secrets that are missing or still examples",
    level: Level::Must,
    traces: &[
        Trace::new("FR-007a", "docs/stack.md#secrets"),
        Trace::new("FR-020", "docs/stack.md#deployment-script"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

/// The script that applies the tree.
const SCRIPT: &str = "deploy/scripts/deploy-cluster.sh";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let placeholder = cx.contracts.fact(ContractId::Tree, "placeholder");
    let Some((script, trace)) = traced(cx, out, SCRIPT, ContractId::Tree) else { return };
    let applied = calls(&trace, &["kubectl", "apply"]).first().map_or(trace.len(), |(at, _)| *at);
    let before = &trace[..applied];
    let examples = before.iter().any(|call| call.program() == "find" && call.arg("*.example").is_some());
    let filled = before.iter().any(|call| call.program() == "grep" && call.arg(&placeholder.value).is_some());
    for (asked, what) in [(examples, "files that are missing"), (filled, "placeholders")] {
        out.examine("checks");
        if !asked {
            out.fail(
                Finding::new(
                    format!("the script applies Secrets without looking for {what}"),
                    script.start(),
                )
                .related("the placeholder of examples", placeholder.location.clone())
                .help("call check_secrets before anything is applied"),
            );
        }
    }
}
