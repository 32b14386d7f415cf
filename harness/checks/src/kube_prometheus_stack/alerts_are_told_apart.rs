use std::collections::BTreeMap;

use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level, Location};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::promql::{Selection, Step, alert_queries},
};

const DOCS: &str = "\
## What must hold

Two alerts of a cluster that have the same name have different static labels.

## Why it matters

Alertmanager takes them for one: one of them silences, resolves and hides the other.

## How it is judged

Name and `labels` of all alerts of a cluster are compared. Alerts on absence are left out: `absent` gives them the labels of its selector.

## How to fix

Rename one, or give them labels that differ, such as `contract`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.alerts-are-told-apart"),
    title: "alerts of one name differ by their labels",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/stack.md#alerts")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let mut seen: BTreeMap<String, Location> = BTreeMap::new();
    for rule in alert_queries(cx, out) {
        out.examine("alerts");
        // What `absent` answers has the labels that its selector asks for.
        let absence = |own: &Selection| own.path.contains(&Step::Call("absent"));
        if rule.read().is_some_and(|query| query.selections.iter().any(absence)) {
            continue;
        }
        let mut labels: Vec<String> = rule
            .node
            .get("labels")
            .and_then(Node::as_map)
            .into_iter()
            .flatten()
            .map(|entry| format!("{}={}", entry.key, entry.value.as_str().unwrap_or_default()))
            .collect();
        labels.sort();
        let place = rule.location(&["alert"]);
        let key = format!("{} {} {}", rule.object.cluster, rule.name(), labels.join(","));
        if let Some(first) = seen.get(&key) {
            out.fail(
                Finding::new(format!("alert {} is there twice with the same labels", rule.name()), place)
                    .related("the first one", first.clone())
                    .help("rename one, or give it a label of its own"),
            );
        } else {
            seen.insert(key, place);
        }
    }
}
