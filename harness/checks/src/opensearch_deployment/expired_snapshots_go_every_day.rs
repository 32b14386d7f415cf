use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Cron, Target, bodies},
};

const DOCS: &str = "\
## What must hold

The snapshot policy has a `deletion` whose schedule runs at least once a day, in a time zone that it names. Without one of its own it uses that of `creation`.

## Why it matters

What is expired is not gone before somebody deletes it, and nothing else may: a lifecycle rule on the bucket destroys the repository.

## How it is judged

The cron expression of `deletion.schedule` of what the bootstrap sends is read.

## How to fix

Set `deletion.schedule.cron` in `sm-policy.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::OpensearchDeployment,
        "opensearch-deployment.expired-snapshots-go-every-day",
    ),
    title: "expired snapshots are deleted every day",
    level: Level::Must,
    traces: &[Trace::new("FR-009b", "docs/stack.md#snapshot-management")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for body in bodies(cx, out, Target::SnapshotPolicy) {
        let Some(part) = body.node.get("deletion") else {
            out.fail(
                body.finding("the policy has no deletion")
                    .help("add a deletion with its condition to sm-policy.json"),
            );
            continue;
        };
        let schedule = part.get("schedule").or_else(|| body.node.dig(&["creation", "schedule"]));
        if let Some(fault) = schedule.map_or(Some("is absent".to_owned()), Cron::daily_fault) {
            out.fail(
                body.finding(&format!("deletion.schedule {fault}"))
                    .help("let it run once a day, with a time zone, in sm-policy.json"),
            );
        }
    }
}
