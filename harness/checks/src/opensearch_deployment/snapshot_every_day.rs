use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Cron, Target, bodies},
};

const DOCS: &str = "\
## What must hold

The snapshot policy has a `creation` whose schedule runs at least once a day, in a time zone that it names.

## Why it matters

Before 3.3 a policy without `creation` is refused, and with it the deletion. The daily snapshot is what is left of the newest logs when all disks are lost.

## How it is judged

The cron expression of `creation.schedule` of what the bootstrap sends is read: day, month and day of the week must be any.

## How to fix

Set `creation.schedule.cron` in `sm-policy.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.snapshot-every-day"),
    title: "a snapshot of all logs is taken every day",
    level: Level::Must,
    traces: &[Trace::new("FR-009b", "docs/stack.md#snapshot-management")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for body in bodies(cx, out, Target::SnapshotPolicy) {
        let Some(part) = body.node.get("creation") else {
            out.fail(
                body.finding("the policy has no creation")
                    .help("add a creation with a schedule to sm-policy.json"),
            );
            continue;
        };
        let schedule = part.get("schedule");
        if let Some(fault) = schedule.map_or(Some("is absent".to_owned()), Cron::daily_fault) {
            out.fail(
                body.finding(&format!("creation.schedule {fault}"))
                    .help("let it run once a day, with a time zone, in sm-policy.json"),
            );
        }
    }
}
