use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, bodies},
};

const DOCS: &str = "\
## What must hold

The deletion of the snapshot policy has no `max_count`, and a `min_count` of at least 1.

## Why it matters

A snapshot is taken every night and one more for every index. A number that seems large is reached in weeks, and the oldest go long before their 180 days.

## How it is judged

`deletion.condition` of what the bootstrap sends is read.

## How to fix

Take `max_count` out of `sm-policy.json`, and leave `min_count: 1`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.nothing-expires-by-number"),
    title: "snapshots go by age alone, and the newest stays",
    level: Level::Must,
    traces: &[Trace::new("FR-009b", "docs/stack.md#snapshot-management")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const HELP: &str = "leave max_age and min_count alone in sm-policy.json";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for body in bodies(cx, out, Target::SnapshotPolicy) {
        if let Some(count) = body.text(&["deletion", "condition", "max_count"]) {
            out.fail(
                body.finding(&format!("at most {count} snapshots are kept, whatever their age")).help(HELP),
            );
        }
        let least =
            body.text(&["deletion", "condition", "min_count"]).and_then(|own| own.parse::<u64>().ok());
        if least.is_none_or(|least| least == 0) {
            out.fail(body.finding("deletion.condition.min_count is less than 1").help(HELP));
        }
    }
}
