use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{at_start, installer};
use crate::kube::script::calls;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Every `minikube addons disable` comes before the context is renamed.

## Why it matters

minikube finds the cluster by a context of its own name. After the renaming the first add-on fails, or acts on whatever is called minikube.

## How it is judged

The places of the calls in the script are compared, functions unfolded.

## How to fix

Disable the add-ons before `name_context`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.addons-go-before-the-rename"),
    title: "the add-ons go off while the context still has minikube's name",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#installation-script")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some((script, trace)) = installer(cx, out) else { return };
    let renamed = calls(&trace, &["kubectl", "config", "rename-context"]).first().map(|(at, _)| *at);
    let disabled = calls(&trace, &["minikube", "addons", "disable"]);
    if disabled.is_empty() {
        out.fail(
            Finding::new("the script disables no add-on of minikube", at_start(&script, &trace))
                .help("disable the storage add-ons before the context is renamed"),
        );
    }
    for (at, call) in disabled {
        out.examine("add-ons");
        if renamed.is_some_and(|renamed| renamed < at) {
            out.fail(
                Finding::new(
                    "an add-on is disabled after the context has lost the name that minikube looks for",
                    script.location(&call.args[0]),
                )
                .help("move the renaming behind it"),
            );
        }
    }
}
