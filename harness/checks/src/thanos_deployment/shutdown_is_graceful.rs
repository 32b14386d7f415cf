use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        component::{FRONTEND, all_central},
        duration::seconds,
    },
};

const DOCS: &str = "\
## What must hold

The grace period of the pod is longer than the longest grace period that Thanos takes for itself.

## Why it matters

Thanos waits so long for requests under way. If the pod's time is up first, they are cut off in the middle, at every rollout.

## How it is judged

`--http-grace-period` and `--grpc-grace-period`, two minutes each where absent, are compared with `terminationGracePeriodSeconds`, 30 seconds where absent.

## How to fix

Shorten the flags or lengthen the pod's grace period.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.shutdown-is-graceful"),
    title: "Thanos may finish what it answers before it is killed",
    level: Level::Must,
    traces: &[Trace::new("FR-015", "docs/design.md#fr-015")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// What Thanos waits where it is told nothing, in seconds.
const DEFAULT: u64 = 120;

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for component in all_central(cx, out) {
        let Some((place, spec)) = component.pod.spec() else { continue };
        out.examine("components");
        let flags: &[&str] = if component.object.name() == FRONTEND.name {
            &["http-grace-period"]
        } else {
            &["http-grace-period", "grpc-grace-period"]
        };
        let longest = flags
            .iter()
            .map(|flag| component.value(flag).and_then(seconds).unwrap_or(DEFAULT))
            .max()
            .unwrap_or(DEFAULT);
        let grace = spec.get("terminationGracePeriodSeconds").and_then(Node::as_i64).unwrap_or(30);
        if u64::try_from(grace).is_ok_and(|grace| grace > longest) {
            continue;
        }
        out.fail(
            Finding::new(
                format!(
                    "{} is killed after {grace} s and takes up to {longest} s to end",
                    component.object.id
                ),
                component.object.location(&place.key("terminationGracePeriodSeconds")),
            )
            .help("give the pod more time than --http-grace-period and --grpc-grace-period"),
        );
    }
}
