use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{at_start, installer};
use crate::kube::script::calls;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

The script disables every add-on of the fact `storage-addons`.

## Why it matters

Both are on by default. They bring the class `standard`, a second default class: a claim without class lands on a path of the host, where no backup sees it.

## How it is judged

For each add-on the script may run `minikube addons disable`.

## How to fix

Put the add-on back into the loop that disables them.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.storage-addons-off"),
    title: "the storage add-ons of minikube are switched off",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#values-for-kubernetes")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let addons = cx.contracts.fact(ContractId::MinikubeInstall, "storage-addons");
    let Some((script, trace)) = installer(cx, out) else { return };
    for addon in addons.value.split_whitespace() {
        out.examine("add-ons");
        if calls(&trace, &["minikube", "addons", "disable", addon]).is_empty() {
            out.fail(
                Finding::new(
                    format!("the script leaves minikube's add-on {addon} on"),
                    at_start(&script, &trace),
                )
                .related("the contract demands", addons.location.clone())
                .help(format!("run `minikube addons disable {addon}` once the cluster runs")),
            );
        }
    }
}
