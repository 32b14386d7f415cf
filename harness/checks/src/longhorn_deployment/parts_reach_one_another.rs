use conform_model::{ClauseId, ContractId, Level};
use std::collections::BTreeMap;

use conform_manifest::Object;

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{Selector, longhorn::NAMESPACE},
    required::{On, missing},
};

const DOCS: &str = "\
## What must hold

Pods of the manager are admitted to instance managers, to backing image managers and their data sources, and to one another.

## Why it matters

With everything denied first, the chart's policies are what keeps volumes alive. Switched off in the values they leave a stack in which nothing attaches.

## How it is judged

For each of these pods a policy of `longhorn-system` must select it and admit the label of the manager.

## How to fix

Keep `networkPolicies.restrictInternalTraffic: true` in the values file.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.parts-reach-one-another"),
    title: "Longhorn's pods are let through to one another",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#l-19")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Pods that the manager calls, by a label that Longhorn gives them.
const CALLED: &[(&str, &str)] = &[
    ("app", "longhorn-manager"),
    ("longhorn.io/component", "backing-image-data-source"),
    ("longhorn.io/component", "backing-image-manager"),
    ("longhorn.io/component", "instance-manager"),
];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let manager = BTreeMap::from([("app", "longhorn-manager")]);
    for cluster in On::Every.clusters(cx) {
        let policies: Vec<&Object> = cx
            .stack
            .of_kind("NetworkPolicy")
            .filter(|policy| policy.cluster == cluster.id && policy.namespace() == NAMESPACE)
            .collect();
        for (label, value) in CALLED {
            out.examine("kinds of pods");
            let called = BTreeMap::from([(*label, *value)]);
            let admitted = policies.iter().any(|policy| {
                let selects = policy
                    .node
                    .dig(&["spec", "podSelector"])
                    .map(Selector::labels)
                    .is_some_and(|own| !own.is_empty() && own.matches(&called));
                selects
                    && policy.node.dig_seq(&["spec", "ingress"]).flat_map(|rule| rule.dig_seq(&["from"])).any(
                        |item| {
                            item.get("namespaceSelector").is_none()
                                && item
                                    .get("podSelector")
                                    .map(Selector::labels)
                                    .is_some_and(|own| own.matches(&manager))
                        },
                    )
            });
            if !admitted {
                out.fail(missing(
                    cluster,
                    &format!("policy that lets the manager to the pods `{label}: {value}`"),
                ));
            }
        }
    }
}
