use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::pod_templates};

const DOCS: &str = "\
## What must hold

Every ServiceAccount that the tree renders is the account of at least one pod.

## Why it matters

An account that nobody runs as, with the rights that somebody gave it, is a door without a room.

## How it is judged

Accounts and pod templates of each cluster are compared. Others are in `contracts/exceptions.yaml`, written as the account, with their reason.

## How to fix

Remove the account, or name it in the pod template.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.service-accounts-used"),
    title: "every service account is used by pods",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#least-privilege")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let pods = pod_templates(cx.stack);
    for account in cx.stack.of_kind("ServiceAccount") {
        out.examine("service accounts");
        let used = pods.iter().any(|pod| {
            pod.object.cluster == account.cluster
                && pod.object.namespace() == account.namespace()
                && pod.account() == Some(account.name())
        });
        if used || cx.contracts.excepted(CLAUSE.id, &account.id.to_string()) {
            continue;
        }
        out.fail(
            Finding::missing(
                format!("no pod runs as {}", account.id),
                account.location(&JsonPointer::root().key("metadata").key("name")),
            )
            .help("remove the account, or name it in the pod template that should run as it"),
        );
    }
}
