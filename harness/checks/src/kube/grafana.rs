//! Dashboards as Grafana's sidecar provisions them.

use std::sync::Arc;

use conform_manifest::{
    Object,
    yaml::{Node, Value},
};
use conform_model::{Finding, JsonPointer, Location};

use super::embedded;
use crate::{
    Facts, Outcome,
    required::{On, each_has},
};

/// A dashboard in a ConfigMap.
#[derive(Debug, Clone)]
pub(crate) struct Dashboard<'a> {
    /// The ConfigMap.
    pub(crate) map: &'a Object,
    /// The key under which it stands.
    key: &'a str,
    /// The dashboard.
    pub(crate) content: Arc<Node>,
}

impl Dashboard<'_> {
    /// Its uid.
    pub(crate) fn uid(&self) -> Option<&str> {
        self.content.dig_str(&["uid"])
    }

    /// Where it stands.
    pub(crate) fn place(&self) -> Location {
        self.map.location(&JsonPointer::root().key("data").key(self.key))
    }
}

/// Every dashboard that the sidecar would provision; what is no dashboard is a finding, and so is a
/// cluster without any.
pub(crate) fn dashboards<'a>(cx: &Facts<'a>, out: &mut Outcome) -> impl Iterator<Item = Dashboard<'a>> {
    let mut found = Vec::new();
    for map in cx.stack.of_kind("ConfigMap").filter(|map| map.label("grafana_dashboard") == Some("1")) {
        for entry in map.node.get("data").and_then(Node::as_map).into_iter().flatten() {
            match embedded(&entry.value) {
                Some(content) if matches!(content.value, Value::Map(_)) => {
                    found.push(Dashboard { map, key: &entry.key, content });
                }
                _ => out.fail(
                    Finding::new(
                        format!("`{}` of {} is no dashboard", entry.key, map.id),
                        map.location(&JsonPointer::root().key("data").key(&entry.key)),
                    )
                    .help("write the dashboard as JSON"),
                ),
            }
        }
    }
    let maps: Vec<&Object> = found.iter().map(|dashboard| dashboard.map).collect();
    each_has(cx, out, On::Every, "dashboard", &maps);
    found.into_iter()
}
