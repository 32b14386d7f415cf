use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::script::traced;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Before it renders, the script compares the version of kustomize with the facts `kustomize-floor` and `kustomize-helm-3-only`.

## Why it matters

kustomize up to 5.8.0 fails on every chart with helm 4, with a message that names neither. Below the floor renders were never compared.

## How it is judged

Calls of `version_le` with the two versions come before the first build.

## How to fix

Compare both in the section on tools of `deploy/scripts/deploy-cluster.sh`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.deploy-refuses-unfit-tools"),
    title: "the deployment refuses a kustomize that cannot work with its helm",
    level: Level::Must,
    traces: &[Trace::new("FR-001", "docs/stack.md#k-1")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

/// The script that applies the tree.
const SCRIPT: &str = "deploy/scripts/deploy-cluster.sh";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let floor = cx.contracts.fact(ContractId::Tree, "kustomize-floor");
    let last = cx.contracts.fact(ContractId::Tree, "kustomize-helm-3-only");
    let Some((script, trace)) = traced(cx, out, SCRIPT, ContractId::Tree) else { return };
    let built = trace.iter().position(|call| call.option("--enable-helm").is_some()).unwrap_or(trace.len());
    let compared: Vec<_> = trace[..built].iter().filter(|call| call.program() == "version_le").collect();
    for (version, what) in [(floor, "is too old"), (last, "needs helm 3")] {
        out.examine("versions");
        if !compared.iter().any(|call| call.args[1..].iter().any(|arg| arg.text == version.value)) {
            out.fail(
                Finding::new(format!("the script does not see that a kustomize {what}"), script.start())
                    .related("the version", version.location.clone())
                    .help(format!("compare the version of kustomize with {}", version.value)),
            );
        }
    }
}
