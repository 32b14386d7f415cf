//! What Longhorn reads at its start: settings, backup target and storage class, each a file in a
//! `ConfigMap`.

use std::sync::Arc;

use conform_manifest::{
    Object,
    yaml::{Node, Value},
};
use conform_model::{ContractId, Finding, JsonPointer, Location};

use super::embedded;
use crate::{
    Facts, Outcome,
    contracts::Cluster,
    required::{On, Required},
    sources::with_values_key,
};

/// A file that Longhorn reads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source {
    map: Required,
    file: &'static str,
    /// What evidence calls it.
    plural: &'static str,
}

/// Where Longhorn lives.
pub(crate) const NAMESPACE: &str = "longhorn-system";

/// The settings.
pub(crate) const SETTINGS: Source = Source {
    map: Required::new("ConfigMap", NAMESPACE, "longhorn-default-setting"),
    file: "default-setting.yaml",
    plural: "settings",
};
/// The backup target.
pub(crate) const TARGET: Source = Source {
    map: Required::new("ConfigMap", NAMESPACE, "longhorn-default-resource"),
    file: "default-resource.yaml",
    plural: "backup targets",
};
/// The storage class that the driver deployer makes.
pub(crate) const CLASS: Source = Source {
    map: Required::new("ConfigMap", NAMESPACE, "longhorn-storageclass"),
    file: "storageclass.yaml",
    plural: "storage classes",
};

/// The content of a file of one cluster.
#[derive(Debug)]
pub(crate) struct File<'a> {
    pub(crate) cluster: &'a Cluster,
    pub(crate) object: &'a Object,
    pub(crate) node: Arc<Node>,
    name: &'static str,
}

impl File<'_> {
    /// Where the file stands.
    pub(crate) fn location(&self) -> Location {
        self.object.location(&JsonPointer::root().key("data").key(self.name))
    }

    /// A scalar as text, however it is quoted.
    pub(crate) fn text(&self, route: &[&str]) -> Option<String> {
        self.node.dig(route).and_then(scalar)
    }
}

/// A scalar as text.
pub(crate) fn scalar(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) => Some(text.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

/// A file on every cluster, each counted as looked at; one that is missing or is no mapping is a
/// finding.
pub(crate) fn files<'a>(cx: &Facts<'a>, out: &mut Outcome, source: Source) -> Vec<File<'a>> {
    let mut read = Vec::new();
    for (cluster, object) in source.map.find(cx, out, On::Every) {
        out.examine(source.plural);
        let node =
            object.node.dig(&["data", source.file]).and_then(embedded).filter(|node| node.as_map().is_some());
        match node {
            Some(node) => read.push(File { cluster, object, node, name: source.file }),
            None => out.fail(
                Finding::new(
                    format!("{} of cluster {} says nothing", source.file, cluster.id),
                    object.location(&JsonPointer::root().key("data").key(source.file)),
                )
                .help("set it in the values file of Longhorn"),
            ),
        }
    }
    read
}

/// A setting that the contract decides.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    /// As Longhorn calls it.
    pub(crate) name: &'static str,
    /// As the values file calls it, below `defaultSettings`.
    pub(crate) values: &'static str,
    /// The fact of the contract.
    pub(crate) fact: &'static str,
    /// What is wrong with any other value.
    pub(crate) otherwise: &'static str,
}

/// Holds a setting on every cluster against a fact of the contract; `fits` gets the setting and
/// the fact.
pub(crate) fn judge_setting(
    cx: &Facts<'_>,
    out: &mut Outcome,
    setting: &Setting,
    fits: impl Fn(&str, &str) -> bool,
) {
    let demanded = cx.contracts.fact(ContractId::LonghornDeployment, setting.fact);
    for file in files(cx, out, SETTINGS) {
        let found = file.text(&[setting.name]);
        if found.as_deref().is_some_and(|found| fits(found, &demanded.value)) {
            continue;
        }
        let found = found.map_or_else(|| "not set".to_owned(), |found| format!("`{found}`"));
        let finding = Finding::new(
            format!("{} of cluster {} is {found}: {}", setting.name, file.cluster.id, setting.otherwise),
            file.location(),
        )
        .related("the contract demands", demanded.location.clone())
        .help(format!("set defaultSettings.{} in the values file", setting.values));
        out.fail(with_values_key(finding, cx, file.object, &["defaultSettings", setting.values]));
    }
}

/// The values of a setting that Longhorn keeps per engine: JSON such as `{"v1":"1"}`, or one value
/// for all.
pub(crate) fn per_engine(text: &str) -> Vec<String> {
    let node = conform_manifest::yaml::parse_json(text);
    match node.as_ref().and_then(Node::as_map) {
        Some(map) => map.iter().map(|entry| scalar(&entry.value).unwrap_or_default()).collect(),
        None => vec![text.to_owned()],
    }
}

/// A number that has to be at least, or at most, another one.
pub(crate) fn compare(found: &str, demanded: &str, fits: impl Fn(u64, u64) -> bool) -> bool {
    found
        .trim()
        .parse()
        .ok()
        .zip(demanded.parse().ok())
        .is_some_and(|(found, demanded)| fits(found, demanded))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(r#"{"v1":"1","v2":"3"}"#, &["1", "3"])]
    #[case(r#"{"v1":1}"#, &["1"])]
    #[case("3", &["3"])]
    fn engines(#[case] text: &str, #[case] expected: &[&str]) {
        assert_eq!(per_engine(text), expected);
    }

    #[rstest]
    #[case("25", "25", true)]
    #[case("15", "25", false)]
    #[case("a quarter", "25", false)]
    fn floors(#[case] found: &str, #[case] demanded: &str, #[case] fits: bool) {
        assert_eq!(compare(found, demanded, |found, demanded| found >= demanded), fits);
    }
}
