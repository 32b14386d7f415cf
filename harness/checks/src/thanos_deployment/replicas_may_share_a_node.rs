use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{Selector, component::central, thanos::QUERY},
};

const DOCS: &str = "\
## What must hold

Query's pods prefer not to run beside one another on a node, and nothing requires it: no required anti-affinity and no topology spread that refuses to schedule selects them.

## Why it matters

Each cluster has one node. A required rule leaves the second replica pending for ever and stops every rollout; no rule at all leaves FR-015 without an answer once there is a second node.

## How it is judged

Affinity and topology spread constraints of the pod template are read; label selectors are evaluated on its own labels.

## How to fix

Use `preferredDuringSchedulingIgnoredDuringExecution` with `kubernetes.io/hostname`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.replicas-may-share-a-node"),
    title: "replicas of Query avoid one another and still fit on one node",
    level: Level::Must,
    traces: &[Trace::new("FR-015", "docs/stack.md#t-7")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The label by which one node is told from another.
const HOSTNAME: &str = "kubernetes.io/hostname";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for component in central(cx, out, QUERY) {
        let Some((place, spec)) = component.pod.spec() else { continue };
        out.examine("pod templates");
        let own = |term: &&Node| {
            term.dig_str(&["topologyKey"]) == Some(HOSTNAME)
                && term
                    .get("labelSelector")
                    .is_some_and(|node| Selector::labels(node).matches(&component.pod.labels))
        };
        let rules = ["affinity", "podAntiAffinity"];
        let anti = rules.iter().fold(place.clone(), |place, key| place.key(key));
        let node = spec.dig(&rules);
        let preferred = node.is_some_and(|node| {
            node.dig_seq(&["preferredDuringSchedulingIgnoredDuringExecution"])
                .filter_map(|entry| entry.get("podAffinityTerm"))
                .any(|term| own(&term))
        });
        if !preferred {
            out.fail(
                Finding::new(
                    "no preferred anti-affinity keeps Query's replicas on different nodes",
                    component.object.location(&anti),
                )
                .help("prefer other nodes by kubernetes.io/hostname, with the labels of the pods"),
            );
        }
        let required = "requiredDuringSchedulingIgnoredDuringExecution";
        for (at, _) in node
            .into_iter()
            .flat_map(|node| node.dig_seq(&[required]))
            .enumerate()
            .filter(|(_, term)| own(term))
        {
            out.fail(
                Finding::new(
                    "required anti-affinity leaves the second replica of Query pending on the only node",
                    component.object.location(&anti.key(required).index(at)),
                )
                .help("prefer other nodes instead of requiring them"),
            );
        }
        for (at, spread) in spec.dig_seq(&["topologySpreadConstraints"]).enumerate() {
            // A spread over one node never refuses; with minDomains it does.
            let domains = spread.get("minDomains").and_then(Node::as_i64).unwrap_or(1);
            if own(&spread) && domains > 1 && spread.dig_str(&["whenUnsatisfiable"]) != Some("ScheduleAnyway")
            {
                out.fail(
                    Finding::new(
                        format!("a topology spread demands {domains} nodes for Query"),
                        component.object.location(&place.key("topologySpreadConstraints").index(at)),
                    )
                    .help("set whenUnsatisfiable to ScheduleAnyway"),
                );
            }
        }
    }
}
