use std::collections::BTreeSet;

use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        component::{central, components},
        prometheuses,
        thanos::{QUERY, replica_labels},
    },
};

const DOCS: &str = "\
## What must hold

None of Query's replica labels, and none of a compactor's, is an external label by which a Prometheus is told from those of other clusters.

## Why it matters

Query would take the three clusters for replicas of one and show whichever answered, with status 200.

## How it is judged

The replica labels are compared with the keys of `externalLabels` of every Prometheus.

## How to fix

Keep `--query.replica-label=prometheus_replica` alone.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.clusters-are-not-deduplicated"),
    title: "no replica label tells clusters apart",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#t-3"), Trace::new("FR-014", "docs/stack.md#t-3")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let telling: BTreeSet<&str> = prometheuses(cx, out)
        .iter()
        .filter_map(|prometheus| prometheus.node.dig(&["spec", "externalLabels"]).and_then(Node::as_map))
        .flat_map(|labels| labels.iter().map(|entry| &*entry.key))
        .collect();
    central(cx, out, QUERY);
    for component in components(cx.stack) {
        out.examine("components");
        for label in replica_labels(&component).into_iter().filter(|label| telling.contains(label)) {
            let flag = if component.subcommand == "compact" {
                "deduplication.replica-label"
            } else {
                "query.replica-label"
            };
            out.fail(
                Finding::new(
                    format!("`{label}` tells clusters apart, and {} merges over it", component.object.id),
                    component.place(flag),
                )
                .help("name only the label that tells replicas of one Prometheus apart"),
            );
        }
    }
}
