use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{at_start, installer};
use crate::kube::script::calls;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

After the add-ons are off, the script lists the default StorageClasses and refuses any but Longhorn's.

## Why it matters

Disabling the add-on does not delete the class it made. Of two defaults the newer one wins, silently.

## How it is judged

`kubectl get storageclasses` with the annotation of default classes comes behind the last `minikube addons disable`.

## How to fix

Call `verify` at the end of the script.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.one-default-class-is-left"),
    title: "the script refuses a cluster with another default StorageClass",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#values-for-kubernetes")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let addons = cx.contracts.fact(ContractId::MinikubeInstall, "storage-addons");
    let Some((script, trace)) = installer(cx, out) else { return };
    out.examine("scripts");
    let disabled = calls(&trace, &["minikube", "addons", "disable"]).last().map_or(0, |(at, _)| *at);
    let listed = calls(&trace, &["kubectl", "get", "storageclasses"]);
    if listed.iter().any(|(at, call)| *at > disabled && call.arg("is-default-class").is_some()) {
        return;
    }
    out.fail(
        Finding::new(
            "the script does not look for a default StorageClass that minikube left",
            at_start(&script, &trace),
        )
        .related("the add-ons that bring one", addons.location.clone())
        .help("list the default classes in verify, after the add-ons are off"),
    );
}
