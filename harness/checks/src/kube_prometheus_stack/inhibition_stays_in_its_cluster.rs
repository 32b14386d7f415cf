use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::alertmanager::routings};

const DOCS: &str = "\
## What must hold

Every rule of inhibition asks that source and target have the same `cluster`, and that something else of theirs is equal too.

## Why it matters

Without it a critical alert of one cluster hides the warnings of all: the one that would have said that a second cluster is about to fail the same way.

## How it is judged

The field `equal` of every rule is looked at. A configuration without rules inhibits nothing and is fine.

## How to fix

Add `cluster` to `equal` in `deploy/base/kube-prometheus-stack/alertmanager/alertmanager.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.inhibition-stays-in-its-cluster",
    ),
    title: "no alert silences an alert of another cluster",
    level: Level::Must,
    traces: &[
        Trace::new("FR-012a", "docs/stack.md#alertmanager"),
        Trace::new("FR-014", "docs/design.md#fr-014"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for routing in routings(cx, out) {
        out.examine("configurations");
        for (at, rule) in routing.config.dig_seq(&["inhibit_rules"]).enumerate() {
            let equal: Vec<&str> = rule.dig_seq(&["equal"]).filter_map(Node::as_str).collect();
            let message = if !equal.contains(&"cluster") {
                format!("inhibit_rules[{at}] silences alerts of other clusters")
            } else if equal.len() == 1 {
                format!("inhibit_rules[{at}] silences every alert of the cluster")
            } else {
                continue;
            };
            out.fail(
                Finding::new(message, routing.place())
                    .help("let `equal` name cluster, and a label that ties the two alerts together"),
            );
        }
    }
}
