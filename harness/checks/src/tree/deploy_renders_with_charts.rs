use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::script::{calls, traced};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Every way in which the script builds a kustomization has `--enable-helm` and `--helm-command`.

## Why it matters

Without the first the build fails, or leaves out what charts bring. Without the second kustomize takes whatever `helm` is first on the path, not the one whose version was checked.

## How it is judged

The script is followed with its functions; calls of kustomize `build` and of `kubectl kustomize` are looked at.

## How to fix

Add the option to `render` in `deploy/scripts/deploy-cluster.sh`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.deploy-renders-with-charts"),
    title: "the deployment always renders with the charts, by the helm it has checked",
    level: Level::Must,
    traces: &[
        Trace::new("FR-001", "docs/stack.md#k-1"),
        Trace::new("FR-020", "docs/stack.md#deployment-script"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

/// The script that applies the tree.
const SCRIPT: &str = "deploy/scripts/deploy-cluster.sh";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some((script, trace)) = traced(cx, out, SCRIPT, ContractId::Tree) else { return };
    let mut builds = calls(&trace, &["kustomize", "build"]);
    builds.extend(calls(&trace, &["kubectl", "kustomize"]));
    if builds.is_empty() {
        out.fail(
            Finding::new("the script renders nothing", script.start())
                .help("build every stage with kustomize"),
        );
    }
    for (_, call) in builds {
        out.examine("builds");
        for option in ["--enable-helm", "--helm-command"] {
            if call.option(option).is_none_or(|(value, _)| value == "false") {
                out.fail(
                    Finding::new(
                        format!("the script renders without {option}"),
                        script.location(&call.args[0]),
                    )
                    .help(format!("add {option}")),
                );
            }
        }
    }
}
