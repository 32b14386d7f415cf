//! The source files of the tree as clauses read them.

use std::collections::BTreeSet;

use conform_manifest::{
    Object,
    yaml::{Node, Text, parse_one},
};
use conform_model::{Finding, JsonPointer, Location};

use crate::{Facts, Outcome};

/// Every kustomization of the source tree; one that cannot be read is a finding.
pub(crate) fn kustomizations<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<(&'a Text, Node)> {
    let Some(sources) = cx.sources else {
        out.block("the sources of the tree are not at hand");
        return Vec::new();
    };
    let mut read = Vec::new();
    for text in sources.texts().filter(|text| text.file.ends_with("/kustomization.yaml")) {
        match parse_one(text) {
            Ok(root) => read.push((&**text, root)),
            Err(error) => out.fail(
                Finding::new(error.message.clone(), text.location(error.span)).help("mend the kustomization"),
            ),
        }
    }
    read
}

/// Where the values file behind a chart's object sets a key, such as
/// `["prometheus", "prometheusSpec", "retention"]`; where it does not, the nearest key above.
pub(crate) fn values_key(cx: &Facts<'_>, object: &Object, route: &[&str]) -> Option<Location> {
    let file = object.origin.as_ref()?.values.as_deref()?;
    let text = cx.sources?.text(file)?;
    let root = parse_one(text).ok()?;
    let pointer = route.iter().fold(JsonPointer::root(), |pointer, key| pointer.key(key));
    Some(text.location(root.span_at(&pointer)))
}

/// Shows beside a finding where the values file sets the key, if that is known.
pub(crate) fn with_values_key(finding: Finding, cx: &Facts<'_>, object: &Object, route: &[&str]) -> Finding {
    match values_key(cx, object, route) {
        Some(location) => finding.related("the values file sets it here", location),
        None => finding,
    }
}

/// The path of the tree that an entry of a kustomization means, without a slash at its end; `None`
/// for what lies outside of the tree.
pub(crate) fn resolve(kustomization: &str, entry: &str) -> Option<String> {
    let mut parts: Vec<&str> = kustomization.split('/').collect();
    parts.pop();
    if entry.contains("://") {
        return None;
    }
    for part in entry.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            other => parts.push(other),
        }
    }
    (parts.first() == Some(&"deploy")).then(|| parts.join("/"))
}

/// The kustomizations that one is made of, itself included, by their files.
pub(crate) fn parts(start: &str, all: &[(&Text, Node)]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![start.to_owned()];
    while let Some(file) = open.pop() {
        let Some((text, root)) = all.iter().find(|(text, _)| text.file == file) else { continue };
        if !found.insert(file) {
            continue;
        }
        for list in ["resources", "components"] {
            let entries = root.dig_seq(&[list]).filter_map(Node::as_str);
            open.extend(
                entries
                    .filter_map(|entry| resolve(&text.file, entry))
                    .map(|path| format!("{path}/kustomization.yaml")),
            );
        }
    }
    found
}

/// The files that a kustomization names: resources, patches, generators' files, values of charts.
pub(crate) fn named(file: &str, root: &Node) -> Vec<String> {
    let mut entries: Vec<&str> = root.dig_seq(&["resources"]).filter_map(Node::as_str).collect();
    for list in ["patches", "replacements"] {
        entries.extend(root.dig_seq(&[list]).filter_map(|entry| entry.dig_str(&["path"])));
    }
    for chart in root.dig_seq(&["helmCharts"]) {
        entries.extend(chart.dig_str(&["valuesFile"]));
        entries.extend(chart.dig_seq(&["additionalValuesFiles"]).filter_map(Node::as_str));
    }
    for kind in ["configMapGenerator", "secretGenerator"] {
        for generator in root.dig_seq(&[kind]) {
            for list in ["files", "envs"] {
                let paths = generator.dig_seq(&[list]).filter_map(Node::as_str);
                entries.extend(paths.map(|entry| entry.split_once('=').map_or(entry, |(_, path)| path)));
            }
        }
    }
    entries.into_iter().filter_map(|entry| resolve(file, entry)).collect()
}
