use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::{TARGET, compare, files},
};

const DOCS: &str = "\
## What must hold

`backupstore-poll-interval` is above zero and at most the seconds of the contract.

## Why it matters

At zero Longhorn never looks by itself: backups that another hand removed, or a target that is gone, are noticed when one is restored.

## How it is judged

The ConfigMap `longhorn-default-resource` is parsed.

## How to fix

Set `backupstore-poll-interval` in `backup-target.yaml` of the overlay.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.backup-target-is-watched"),
    title: "Longhorn looks at the backup target regularly",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#l-1")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let most = cx.contracts.fact(ContractId::LonghornDeployment, "backup-poll-seconds");
    for file in files(cx, out, TARGET) {
        let found = file.text(&["backupstore-poll-interval"]);
        if found.as_deref().is_some_and(|own| compare(own, &most.value, |own, most| own > 0 && own <= most)) {
            continue;
        }
        let found = found.as_deref().unwrap_or("not set");
        out.fail(
            Finding::new(
                format!("the poll interval of the backup target of cluster {} is {found}", file.cluster.id),
                file.location(),
            )
            .related("the contract demands", most.location.clone())
            .help("set backupstore-poll-interval"),
        );
    }
}
