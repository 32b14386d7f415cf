use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Lifecycle, Target, bodies},
};

const DOCS: &str = "\
## What must hold

The snapshot action of the lifecycle and the snapshot policy name the repository that the bootstrap registers.

## Why it matters

A repository of another name does not exist. The policies are accepted all the same, and fail when their hour comes, two weeks later.

## How it is judged

The name under which the script registers the repository is compared with the name in both policies.

## How to fix

Use one name in `bootstrap.sh`, `ism-policy.json` and `sm-policy.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::OpensearchDeployment,
        "opensearch-deployment.snapshots-go-to-the-repository",
    ),
    title: "both policies use the repository that is registered",
    level: Level::Must,
    traces: &[Trace::new("FR-009b", "docs/stack.md#opensearch-lifecycle")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const HELP: &str = "use the name that bootstrap.sh registers";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let registered: Vec<String> =
        bodies(cx, out, Target::Repository).into_iter().map(|repository| repository.name).collect();
    let known = |name: &str| registered.iter().any(|own| own == name);
    let shown = registered.join(", ");
    for body in bodies(cx, out, Target::LifecyclePolicy) {
        for (state, action) in Lifecycle::of(&body).actions().filter(|(_, action)| action.name == "snapshot")
        {
            let name = action.parameters.dig_str(&["repository"]).unwrap_or("none");
            if !known(name) {
                let message =
                    format!("state {} snapshots into repository {name}, registered is {shown}", state.name);
                out.fail(body.finding(&message).help(HELP));
            }
        }
    }
    for body in bodies(cx, out, Target::SnapshotPolicy) {
        let name = body.node.dig_str(&["snapshot_config", "repository"]).unwrap_or("none");
        if !known(name) {
            let message = format!("snapshot_config.repository is {name}, registered is {shown}");
            out.fail(body.finding(&message).help(HELP));
        }
    }
}
