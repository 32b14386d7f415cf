use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{grants, pod_templates},
};

const DOCS: &str = "\
## What must hold

A pod whose service account no binding names sets `automountServiceAccountToken: false`, itself or through its account; a pod with a token has an account that a binding names.

## Why it matters

A token nobody needs is one that somebody can take. A token without rights is the sign of a binding that is gone: the component fails with a refusal that names neither.

## How it is judged

Pods, service accounts and bindings of each cluster are joined. Others are in `contracts/exceptions.yaml`, written as the workload, with their reason.

## How to fix

Set `automountServiceAccountToken: false`, or restore the binding.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.tokens-only-where-used"),
    title: "a pod has a token only if its account has rights",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#least-privilege")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for pod in pod_templates(cx.stack) {
        out.examine("pods");
        let (place, spec) = pod.place_and_spec();
        let place = place.key("automountServiceAccountToken");
        let name = pod.account().unwrap_or("default");
        let account = cx.stack.find(&pod.object.cluster, "ServiceAccount", pod.object.namespace(), name);
        let flag = |node: Option<&Node>| node?.get("automountServiceAccountToken")?.as_bool();
        let mounted = flag(spec).or_else(|| flag(account.map(|account| &account.node))).unwrap_or(true);
        let granted = grants(cx.stack, &pod.object.cluster)
            .iter()
            .any(|grant| grant.account == name && grant.namespace == pod.object.namespace());
        if mounted == granted || cx.contracts.excepted(CLAUSE.id, &pod.object.id.to_string()) {
            continue;
        }
        let message = if mounted {
            format!("{} mounts a token of `{name}`, to which nothing grants a right", pod.object.id)
        } else {
            format!("{} mounts no token of `{name}`, which has rights", pod.object.id)
        };
        out.fail(
            Finding::new(message, pod.object.location(&place))
                .help("set automountServiceAccountToken: false, or restore the binding"),
        );
    }
}
