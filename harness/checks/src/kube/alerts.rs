//! Alerts of `PrometheusRule` objects.

use conform_manifest::{Object, Stack, yaml::Node};
use conform_model::{JsonPointer, Location};

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
