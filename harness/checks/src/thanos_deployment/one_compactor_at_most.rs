use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    contracts::Role,
    kube::component::{Component, STORE, central, components},
};

const DOCS: &str = "\
## What must hold

At most one workload of the whole stack runs `thanos compact`. It is on the central cluster, has one replica, and its old pod is gone before a new one starts.

## Why it matters

Two compactors on one bucket rewrite the same blocks and delete what the other still reads. Nothing in Thanos prevents it.

## How it is judged

All containers that run Thanos are looked at, those of the edges included.

## How to fix

Take the component `thanos-compactor` into the overlay of the central cluster alone.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.one-compactor-at-most"),
    title: "no two compactors share the bucket",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#values-for-thanos")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    // Who reads the bucket must be there; a compactor need not.
    central(cx, out, STORE);
    let components = components(cx.stack);
    for _ in &components {
        out.examine("components");
    }
    let compactors: Vec<&Component<'_>> =
        components.iter().filter(|own| own.subcommand == "compact").collect();
    for (at, compactor) in compactors.iter().enumerate() {
        let object = compactor.object;
        let central = cx
            .contracts
            .topology
            .clusters
            .iter()
            .any(|cluster| cluster.id == object.cluster && cluster.role == Role::Central);
        let replicas = object.node.dig(&["spec", "replicas"]).and_then(Node::as_i64).unwrap_or(1);
        let rolls = object.kind() == "Deployment"
            && object.node.dig_str(&["spec", "strategy", "type"]) != Some("Recreate");
        let wrong = if !central {
            format!("runs on the edge {}", object.cluster)
        } else if at > 0 {
            "is not the only one".to_owned()
        } else if replicas > 1 {
            format!("has {replicas} replicas")
        } else if rolls {
            "starts a new pod beside the old one".to_owned()
        } else {
            continue;
        };
        out.fail(
            Finding::new(format!("the compactor {} {wrong}", object.id), compactor.part("args"))
                .help("run one compactor for the bucket, as StatefulSet of one on the central cluster"),
        );
    }
}
