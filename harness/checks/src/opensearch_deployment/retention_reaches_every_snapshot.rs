use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Lifecycle, Release, Target, bodies, covers, pinned_version},
};

const DOCS: &str = "\
## What must hold

The names of the snapshots that the lifecycle takes begin with the name of the snapshot policy, or match its `snapshot_pattern` from 3.3 on.

## Why it matters

Snapshot Management deletes by name. Snapshots that it does not know are kept for ever, and S3 grows by one index a day.

## How it is judged

The beginning of the name in the snapshot action is compared with the name under which the script sends the snapshot policy.

## How to fix

Begin the name in `ism-policy.json` with the name of the policy in `bootstrap.sh`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::OpensearchDeployment,
        "opensearch-deployment.retention-reaches-every-snapshot",
    ),
    title: "the snapshots of the lifecycle are deleted in their time",
    level: Level::Must,
    traces: &[Trace::new("FR-009b", "docs/stack.md#snapshot-management")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let version = pinned_version(cx);
    let policies = bodies(cx, out, Target::SnapshotPolicy);
    let reach: Vec<String> = policies
        .iter()
        .flat_map(|policy| {
            let pattern = policy.text(&["deletion", "snapshot_pattern"]);
            let pattern = pattern.filter(|_| Release::parse(&version.value) >= Release::new(3, 3));
            [Some(format!("{}*", policy.name)), pattern]
        })
        .flatten()
        .collect();
    for body in bodies(cx, out, Target::LifecyclePolicy) {
        for (_, action) in Lifecycle::of(&body).actions().filter(|(_, action)| action.name == "snapshot") {
            let name = action.parameters.dig_str(&["snapshot"]).unwrap_or_default();
            if !reach.iter().any(|pattern| covers([pattern.as_str()], name)) {
                let message =
                    format!("snapshots are named {name}, and {} is deleted in its time", reach.join(", "));
                let mut finding =
                    body.finding(&message).help("begin the name with that of the snapshot policy");
                for policy in &policies {
                    finding = finding.related("the snapshot policy", policy.location());
                }
                out.fail(finding);
            }
        }
    }
}
