use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, bodies, covers},
};

const DOCS: &str = "\
## What must hold

An `ism_template` of the lifecycle policy covers the index names that the contract fixes.

## Why it matters

A policy that is there and attached to nothing deletes nothing. Every look at the policy shows it in order, until the disks are full.

## How it is judged

The patterns of all `ism_template` entries of what the bootstrap sends are held against the name of an index and that of another day.

## How to fix

Set `index_patterns` under `ism_template` in `ism-policy.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.lifecycle-attaches-itself"),
    title: "the lifecycle takes every log index by itself",
    level: Level::Must,
    traces: &[Trace::new("FR-009a", "docs/stack.md#o-13")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let names = cx.contracts.fact(ContractId::OpensearchDeployment, "index-names");
    for body in bodies(cx, out, Target::LifecyclePolicy) {
        let patterns: Vec<&str> = body
            .node
            .dig_seq(&["policy", "ism_template"])
            .flat_map(|template| template.dig_seq(&["index_patterns"]))
            .filter_map(Node::as_str)
            .collect();
        if !covers(patterns.iter().copied(), &names.value) {
            let message =
                format!("policy.ism_template is for [{}], not for {}", patterns.join(", "), names.value);
            out.fail(
                body.finding(&message)
                    .related("indexes are called so", names.location.clone())
                    .help("let an ism_template in ism-policy.json cover all log indexes"),
            );
        }
    }
}
