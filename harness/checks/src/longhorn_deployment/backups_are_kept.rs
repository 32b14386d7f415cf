use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::{compare, scalar},
    required::{On, in_each},
};

const DOCS: &str = "\
## What must hold

Every RecurringJob that backs up keeps at least the number of the contract.

## Why it matters

Damage is noticed days later. With a single backup kept, the last good one is gone by the next night.

## How it is judged

`retain` of the RecurringJobs with task `backup` or `system-backup` is read; Longhorn keeps one where it is not set.

## How to fix

Set `retain` in `deploy/base/longhorn-config/recurring-jobs.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.backups-are-kept"),
    title: "enough backups of a volume are kept, and not without end",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#l-17")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let least = cx.contracts.fact(ContractId::LonghornDeployment, "backup-retain");
    in_each(cx, out, On::Every, "recurring job that backs up", |cluster, out| {
        let mut jobs = 0;
        for job in cx.stack.of_kind("RecurringJob").filter(|job| {
            let task = job.node.dig_str(&["spec", "task"]);
            job.cluster == cluster.id && matches!(task, Some("backup" | "system-backup"))
        }) {
            out.examine("jobs");
            jobs += 1;
            let retain = job.node.dig(&["spec", "retain"]).and_then(scalar).unwrap_or_else(|| "1".to_owned());
            if !compare(&retain, &least.value, |retain, least| retain >= least) {
                let place = JsonPointer::root().key("spec").key("retain");
                out.fail(
                    Finding::new(
                        format!("{} of cluster {} keeps {retain}, not {}", job.id, cluster.id, least.value),
                        job.location(&place),
                    )
                    .related("the contract demands", least.location.clone())
                    .help("raise retain"),
                );
            }
        }
        jobs
    });
}
