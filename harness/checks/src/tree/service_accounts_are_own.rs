use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::pod_templates};

const DOCS: &str = "\
## What must hold

Every workload runs as an account of its own.

## Why it matters

Rights that one needs are rights that the other has. After an incident nobody can say which of the two it was.

## How it is judged

The accounts of the pod templates of each cluster are compared. Workloads that share one on purpose are in `contracts/exceptions.yaml`, written as the account, with their reason.

## How to fix

Render a ServiceAccount for the workload and name it in its pod template.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.service-accounts-are-own"),
    title: "no two workloads share a service account",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#least-privilege")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let pods = pod_templates(cx.stack);
    for (at, pod) in pods.iter().enumerate() {
        let Some(account) = pod.account() else { continue };
        out.examine("pods");
        let shared = pods[..at].iter().find(|other| {
            other.object.cluster == pod.object.cluster
                && other.object.namespace() == pod.object.namespace()
                && other.account() == Some(account)
        });
        let Some(other) = shared else { continue };
        let subject = format!("ServiceAccount {}/{account}", pod.object.namespace());
        if cx.contracts.excepted(CLAUSE.id, &subject) {
            continue;
        }
        let (place, _) = pod.place_and_spec();
        out.fail(
            Finding::new(
                format!("{} runs as `{account}`, as {} does", pod.object.id, other.object.id),
                pod.object.location(&place.key("serviceAccountName")),
            )
            .related("the other one", other.object.location(&JsonPointer::root().key("kind")))
            .help("give each workload a ServiceAccount of its own"),
        );
    }
}
