use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::NAMESPACE,
    required::{On, in_each},
};

const DOCS: &str = "\
## What must hold

Every cluster has a RecurringJob with task `filesystem-trim` for group `default`.

## Why it matters

Prometheus and OpenSearch delete all the time. A block that was written once stays taken on the disk and in every backup until a trim gives it back.

## How it is judged

The RecurringJobs of `longhorn-system` are read, with task and groups.

## How to fix

Restore `deploy/base/longhorn-config/recurring-jobs.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.freed-space-comes-back"),
    title: "space that was freed in a volume is freed on the disk",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#l-17")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The group of every volume that names no job and no group of its own.
const EVERY_VOLUME: &str = "default";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    in_each(cx, out, On::Every, "recurring job that trims every volume", |cluster, out| {
        let jobs = cx.stack.of_kind("RecurringJob").filter(|job| {
            job.cluster == cluster.id
                && job.namespace() == NAMESPACE
                && job.node.dig_str(&["spec", "task"]) == Some("filesystem-trim")
                && job.node.dig_seq(&["spec", "groups"]).any(|group| group.as_str() == Some(EVERY_VOLUME))
        });
        jobs.inspect(|_| out.examine("jobs")).count()
    });
}
