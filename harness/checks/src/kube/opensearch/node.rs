use std::collections::BTreeMap;

use conform_manifest::{
    Object,
    yaml::{Node, Value},
};
use conform_model::{Finding, JsonPointer, Location};

use super::super::{PodTemplate, embedded, pod_templates_of, pods::Container};
use crate::{
    Facts, Outcome,
    contracts::Cluster,
    required::{On, Required},
    sources::with_values_key,
};

/// The node of every cluster, by the name that the contract fixes.
const NODE: Required = Required::new("StatefulSet", "logging", "opensearch");

/// The key of a ConfigMap that holds a node's settings.
const FILE: &str = "opensearch.yml";

/// What a node is told under one name.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    values: Vec<String>,
    /// Where it stands.
    pub(crate) location: Location,
    from_file: bool,
}

impl Setting {
    /// The value as it is written; items of a list are joined by commas.
    pub(crate) fn text(&self) -> String {
        self.values.join(",")
    }

    /// The items of a list, written as one or separated by commas.
    pub(crate) fn list(&self) -> Vec<&str> {
        let split = self.values.len() == 1;
        self.values
            .iter()
            .flat_map(|value| if split { value.split(',').collect() } else { vec![value.as_str()] })
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .collect()
    }
}

/// One node of the log cluster.
#[derive(Debug, Clone)]
pub(crate) struct LogNode<'a> {
    /// The cluster it runs in.
    pub(crate) cluster: &'a Cluster,
    /// Its `StatefulSet`.
    pub(crate) object: &'a Object,
    /// Its pod.
    pub(crate) pod: PodTemplate<'a>,
    /// The container that runs OpenSearch.
    pub(crate) container: Container<'a>,
    settings: BTreeMap<String, Setting>,
    files: Vec<&'a Object>,
}

impl<'a> LogNode<'a> {
    /// What the node is told under a name: its environment beats its file, as the image does it.
    pub(crate) fn setting(&self, key: &str) -> Option<&Setting> {
        self.settings.get(key)
    }

    /// The value of a setting, or `absent`.
    pub(crate) fn shown(&self, key: &str) -> String {
        match self.setting(key).map(Setting::text) {
            None => "absent".to_owned(),
            Some(text) if text.is_empty() => "empty".to_owned(),
            Some(text) => text,
        }
    }

    /// Every setting by its name.
    pub(crate) fn settings(&self) -> impl Iterator<Item = (&str, &Setting)> {
        self.settings.iter().map(|(key, setting)| (key.as_str(), setting))
    }

    /// A variable of the container's environment: where its entry stands and what it says.
    pub(crate) fn env(&self, name: &str) -> Option<(JsonPointer, &'a Node)> {
        let list = self.container.pointer.key("env");
        let mut all = self.container.node.dig_seq(&["env"]).enumerate();
        all.find(|(_, own)| own.dig_str(&["name"]) == Some(name)).map(|(at, own)| (list.index(at), own))
    }

    /// Where a variable of the environment stands, or the list that lacks it.
    pub(crate) fn env_place(&self, name: &str) -> Location {
        let list = self.container.pointer.key("env");
        self.object.location(&self.env(name).map_or(list, |(entry, _)| entry.key("value")))
    }

    /// A finding about a setting, at its place; where it is absent, at the file it is missing from.
    pub(crate) fn finding(&self, cx: &Facts<'_>, key: &str, message: impl Into<String>) -> Finding {
        match self.setting(key) {
            Some(setting) if !setting.from_file => Finding::new(message, setting.location.clone()),
            setting => {
                let file = self.files.first().map(|map| (*map, JsonPointer::root().key("data").key(FILE)));
                let place = match (setting, &file) {
                    (Some(setting), _) => setting.location.clone(),
                    (None, Some((map, pointer))) => map.location(pointer),
                    (None, None) => self.object.location(&self.container.pointer.key("env")),
                };
                let finding = Finding::new(message, place);
                match file {
                    Some((map, _)) => with_values_key(finding, cx, map, &["config", FILE]),
                    None => finding,
                }
            }
        }
    }

    /// The volume of the pod with this name.
    pub(crate) fn volume(&self, name: &str) -> Option<&'a Node> {
        let (_, spec) = self.pod.spec()?;
        spec.dig_seq(&["volumes"]).find(|volume| volume.dig_str(&["name"]) == Some(name))
    }

    /// The source that gives the container a file: the volume that is mounted at the path or above
    /// it, and the name that the file has in it.
    pub(crate) fn file_source(&self, path: &str) -> Option<(&'a Node, String)> {
        let mounts = self.container.node.dig_seq(&["volumeMounts"]);
        let (mount, rest) = mounts
            .filter_map(|mount| {
                let own = mount.dig_str(&["mountPath"])?.trim_end_matches('/');
                let rest = path.strip_prefix(own)?;
                (rest.is_empty() || rest.starts_with('/')).then_some((mount, rest))
            })
            .min_by_key(|(_, rest)| rest.len())?;
        let volume = self.volume(mount.dig_str(&["name"])?)?;
        let name = match mount.dig_str(&["subPath"]) {
            Some(sub) => format!("{sub}{rest}"),
            None => rest.trim_start_matches('/').to_owned(),
        };
        Some((volume, name))
    }
}

/// The node of every cluster, each counted as looked at; a cluster without one is a finding.
pub(crate) fn log_nodes<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<LogNode<'a>> {
    let mut nodes = Vec::new();
    for (cluster, object) in NODE.find(cx, out, On::Every) {
        let pod = pod_templates_of(object);
        let container = pod
            .as_ref()
            .and_then(|pod| pod.containers().into_iter().find(|own| !own.init && own.name() == "opensearch"));
        let (Some(pod), Some(container)) = (pod, container) else {
            out.fail(
                Finding::new(
                    format!("{} has no container named opensearch", object.id),
                    object.location(&JsonPointer::root().key("spec")),
                )
                .help("call the container that runs OpenSearch opensearch, as the chart does"),
            );
            continue;
        };
        out.examine("nodes");
        let files: Vec<&Object> = pod
            .spec()
            .into_iter()
            .flat_map(|(_, spec)| spec.dig_seq(&["volumes"]))
            .filter_map(|volume| volume.dig_str(&["configMap", "name"]))
            .filter_map(|name| cx.stack.find(&cluster.id, "ConfigMap", object.namespace(), name))
            .filter(|map| map.node.dig(&["data", FILE]).is_some())
            .collect();
        let settings = settings(object, &container, &files);
        nodes.push(LogNode { cluster, object, pod, container, settings, files });
    }
    nodes
}

/// Holds every node against a rule: `wrong` says what is the matter with a node, and where.
pub(crate) fn judge_nodes<'a>(
    cx: &Facts<'a>,
    out: &mut Outcome,
    mut wrong: impl FnMut(&LogNode<'a>) -> Vec<Finding>,
) {
    for node in log_nodes(cx, out) {
        for finding in wrong(&node) {
            out.fail(finding);
        }
    }
}

/// Holds one setting of every node against a rule: `wrong` says what the value should be instead.
/// An absent setting is `None`.
pub(crate) fn judge_setting<'a>(
    cx: &Facts<'a>,
    out: &mut Outcome,
    key: &str,
    help: &str,
    wrong: impl Fn(&LogNode<'a>, Option<&Setting>) -> Option<(String, Option<Location>)>,
) {
    judge_nodes(cx, out, |node| {
        let judged = wrong(node, node.setting(key));
        let finding = judged.map(|(instead, demanded)| {
            let message = format!("{key} of {} is {}, not {instead}", node.cluster.id, node.shown(key));
            let finding = node.finding(cx, key, message).help(help);
            match demanded {
                Some(location) => finding.related("the contract demands", location),
                None => finding,
            }
        });
        finding.into_iter().collect()
    });
}

fn settings(object: &Object, container: &Container<'_>, files: &[&Object]) -> BTreeMap<String, Setting> {
    let mut settings = BTreeMap::new();
    for map in files {
        let pointer = JsonPointer::root().key("data").key(FILE);
        let root = map.node.dig(&["data", FILE]).and_then(embedded);
        if let Some(root) = root {
            flatten("", &root, &map.location(&pointer), &mut settings);
        }
    }
    let list = container.pointer.key("env");
    for (at, variable) in container.node.dig_seq(&["env"]).enumerate() {
        let (Some(name), Some(value)) = (variable.dig_str(&["name"]), variable.dig_str(&["value"])) else {
            continue;
        };
        // The image takes lower-case names with a dot in them for settings.
        if name.contains('.') && !name.contains(|letter: char| letter.is_ascii_uppercase()) {
            let location = object.location(&list.index(at).key("value"));
            let values = vec![value.to_owned()];
            settings.insert(name.to_owned(), Setting { values, location, from_file: false });
        }
    }
    settings
}

/// Settings may be nested or written with dots; both mean the same.
fn flatten(prefix: &str, node: &Node, location: &Location, settings: &mut BTreeMap<String, Setting>) {
    if let Some(map) = node.as_map() {
        for entry in map {
            let key =
                if prefix.is_empty() { entry.key.to_string() } else { format!("{prefix}.{}", entry.key) };
            flatten(&key, &entry.value, location, settings);
        }
        return;
    }
    let values = match &node.value {
        Value::Seq(items) => items.iter().filter_map(scalar).collect(),
        _ => scalar(node).into_iter().collect(),
    };
    let setting = Setting { values, location: location.clone(), from_file: true };
    settings.insert(prefix.to_owned(), setting);
}

/// A scalar as text.
pub(super) fn scalar(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) => Some(text.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
