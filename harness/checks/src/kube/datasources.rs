//! Datasources as Grafana's sidecar provisions them.

use conform_manifest::{Object, yaml::Node};
use conform_model::{Finding, Location};

use super::{embedded, pointer};
use crate::{
    Facts, Outcome,
    required::{On, each_has},
};

/// A datasource in a provisioning file.
#[derive(Debug, Clone)]
pub(crate) struct Datasource<'a> {
    /// The ConfigMap that holds the file.
    pub(crate) map: &'a Object,
    key: &'a str,
    /// The datasource.
    pub(crate) node: Node,
}

impl Datasource<'_> {
    /// A text of it, such as `uid` or `jsonData`, `timeInterval`.
    pub(crate) fn text(&self, route: &[&str]) -> Option<&str> {
        self.node.dig_str(route)
    }

    /// Its uid, or what else tells it from others.
    pub(crate) fn label(&self) -> &str {
        self.text(&["uid"]).or_else(|| self.text(&["name"])).unwrap_or("without uid")
    }

    /// Where its file stands.
    pub(crate) fn place(&self) -> Location {
        self.map.location(&pointer(&["data", self.key]))
    }
}

/// Every datasource of every cluster; a cluster without any is a finding, and so is a file that
/// cannot be read.
pub(crate) fn datasources<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<Datasource<'a>> {
    let mut found = Vec::new();
    for map in cx.stack.of_kind("ConfigMap").filter(|map| map.label("grafana_datasource").is_some()) {
        for entry in map.node.get("data").and_then(Node::as_map).into_iter().flatten() {
            let Some(file) = embedded(&entry.value) else {
                let place = map.location(&pointer(&["data", &entry.key]));
                out.fail(
                    Finding::new(format!("`{}` of {} is no YAML", entry.key, map.id), place)
                        .help("write a provisioning file of Grafana"),
                );
                continue;
            };
            for node in file.dig_seq(&["datasources"]) {
                found.push(Datasource { map, key: &entry.key, node: node.clone() });
            }
        }
    }
    let maps: Vec<&Object> = found.iter().map(|datasource| datasource.map).collect();
    each_has(cx, out, On::Every, "datasource", &maps);
    found
}
