use conform_model::{ClauseId, ContractId, Finding, Level};

use super::{at_start, installer};
use crate::kube::script::calls;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

The script renames the context `minikube` to the context that the topology gives the cluster.

## Why it matters

Driver `none` calls every cluster `minikube`. Three kubeconfigs merged into one hold one of them, and a deployment reaches whichever it is.

## How it is judged

`kubectl config rename-context` is called with the variable that the topology fills, not with a name.

## How to fix

Rename to `$CLUSTER_CONTEXT`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::MinikubeInstall, "minikube-install.context-is-the-topologys"),
    title: "the kubeconfig context gets the name of the topology",
    level: Level::Must,
    traces: &[
        Trace::new("FR-019", "docs/stack.md#installation-script"),
        Trace::new("FR-020", "docs/design.md#contract-1"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some((script, trace)) = installer(cx, out) else { return };
    out.examine("scripts");
    let demanded = &cx.contracts.topology.clusters[0].context;
    let renames = calls(&trace, &["kubectl", "config", "rename-context"]);
    let (message, place) = match renames.first().and_then(|(_, call)| call.args.last()) {
        None => ("the script leaves the context its name `minikube`".to_owned(), at_start(&script, &trace)),
        Some(name) if name.raw == "$CLUSTER_CONTEXT" => return,
        Some(name) => {
            (format!("the context is renamed to `{}`, whatever the cluster", name.raw), script.location(name))
        }
    };
    out.fail(
        Finding::new(message, place)
            .related("the topology names the contexts", demanded.location.clone())
            .help("run `kubectl config rename-context minikube \"$CLUSTER_CONTEXT\"`"),
    );
}
