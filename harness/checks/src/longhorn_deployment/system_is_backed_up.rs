use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    required::{On, in_each},
};

const DOCS: &str = "\
## What must hold

Every cluster has a RecurringJob with task `system-backup`, whose parameter `volume-backup-policy` backs up volumes that have no backup.

## Why it matters

After the loss of a node the volumes are in the bucket, but which claim each belonged to is only in the system backup.

## How it is judged

The RecurringJobs of `longhorn-system` are read, with task and parameter.

## How to fix

Restore `deploy/base/longhorn-config/recurring-jobs.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.system-is-backed-up"),
    title: "volumes and settings as a whole are backed up",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#l-17")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    in_each(cx, out, On::Every, "recurring job that backs up Longhorn itself", |cluster, out| {
        let mut jobs = 0;
        for job in cx.stack.of_kind("RecurringJob").filter(|job| {
            job.cluster == cluster.id && job.node.dig_str(&["spec", "task"]) == Some("system-backup")
        }) {
            out.examine("jobs");
            jobs += 1;
            let policy = job.node.dig_str(&["spec", "parameters", "volume-backup-policy"]);
            // Absent means `if-not-present` to Longhorn.
            if policy == Some("disabled") {
                let place = JsonPointer::root().key("spec").key("parameters");
                out.fail(
                    Finding::new(
                        format!(
                            "the system backup of cluster {} leaves volumes without a backup out",
                            cluster.id
                        ),
                        job.location(&place),
                    )
                    .help("set volume-backup-policy to if-not-present"),
                );
            }
        }
        jobs
    });
}
