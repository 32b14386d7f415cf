//! Alerts of `PrometheusRule` objects.

use std::collections::BTreeMap;

use conform_manifest::{Object, Stack, yaml::Node};
use conform_model::{ClusterId, JsonPointer, Location};

/// An alert and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct AlertRule<'a> {
    /// The object that holds it.
    pub(crate) object: &'a Object,
    /// The rule.
    pub(crate) node: &'a Node,
    place: JsonPointer,
}

impl AlertRule<'_> {
    /// The alert's name.
    pub(crate) fn name(&self) -> &str {
        self.node.dig_str(&["alert"]).unwrap_or_default()
    }

    /// Whether it is the alert that fires as long as everything that notifies works.
    pub(crate) fn always_fires(&self) -> bool {
        self.node.dig_str(&["labels", "severity"]) == Some("none")
    }

    /// The labels with which it leaves the Prometheus of a cluster, as far as the rule fixes them.
    pub(crate) fn labels<'s>(&'s self, cluster: &'s ClusterId) -> BTreeMap<&'s str, &'s str> {
        let own = self.node.get("labels").and_then(Node::as_map).into_iter().flatten();
        let mut labels: BTreeMap<&str, &str> =
            own.filter_map(|entry| Some((&*entry.key, entry.value.as_str()?))).collect();
        labels.insert("alertname", self.name());
        labels.insert("cluster", cluster.as_str());
        labels
    }

    /// Where a part of it stands.
    pub(crate) fn location(&self, route: &[&str]) -> Location {
        self.object.location(&route.iter().fold(self.place.clone(), |place, key| place.key(key)))
    }
}

/// Every alert of every rule of the stack; recording rules are left out.
pub(crate) fn alert_rules(stack: &Stack) -> Vec<AlertRule<'_>> {
    let mut found = Vec::new();
    for object in stack.of_kind("PrometheusRule") {
        let groups = JsonPointer::root().key("spec").key("groups");
        for (group, node) in object.node.dig_seq(&["spec", "groups"]).enumerate() {
            for (at, rule) in node.dig_seq(&["rules"]).enumerate() {
                if rule.get("alert").is_some() {
                    let place = groups.index(group).key("rules").index(at);
                    found.push(AlertRule { object, node: rule, place });
                }
            }
        }
    }
    found
}
