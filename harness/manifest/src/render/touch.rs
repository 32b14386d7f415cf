//! Which transformations of a kustomization really concern an object.
//!
//! kustomize notes every transformer on every object that it was shown, whether or not a patch's
//! target selected it. What a patch or replacement selects stands in the kustomization, so it is
//! looked up there; what cannot be decided from it counts as concerning the object.

use std::collections::BTreeMap;

use conform_model::ObjectRef;
use regex::Regex;

use crate::{
    SourceTree,
    charts::{ChartEntry, below, entries, kustomization_folder},
    yaml::{self, Node, Text},
};

/// A transformer that was shown an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Touched {
    /// The kustomization that configures it.
    pub(super) file: String,
    /// Such as `PatchTransformer`.
    pub(super) kind: String,
}

/// What the kustomizations of a tree say.
#[derive(Debug, Default)]
pub(super) struct Known {
    charts: Vec<ChartEntry>,
    /// For each kustomization the selectors of each of its patches, in order.
    patches: BTreeMap<String, Vec<Vec<Selector>>>,
    /// For each kustomization the selectors of all its replacements.
    replacements: BTreeMap<String, Vec<Selector>>,
}

/// What a patch or a replacement selects; an absent part selects everything.
#[derive(Debug, Default)]
struct Selector {
    group: Option<Regex>,
    version: Option<Regex>,
    kind: Option<Regex>,
    namespace: Option<Regex>,
    name: Option<Regex>,
}

impl Selector {
    fn read(node: &Node) -> Self {
        let part = |key: &str| {
            let pattern = node.dig_str(&[key]).filter(|pattern| !pattern.is_empty())?;
            Regex::new(&format!("^(?:{pattern})$")).ok()
        };
        Self {
            group: part("group"),
            version: part("version"),
            kind: part("kind"),
            namespace: part("namespace"),
            name: part("name"),
        }
    }

    /// The object that a patch without target names by being like it.
    fn like(object: &Node) -> Self {
        let exactly = |text: Option<&str>| Regex::new(&format!("^{}$", regex::escape(text?))).ok();
        Self {
            kind: exactly(object.dig_str(&["kind"])),
            name: exactly(object.dig_str(&["metadata", "name"])),
            namespace: exactly(object.dig_str(&["metadata", "namespace"])),
            ..Self::default()
        }
    }

    fn selects(&self, id: &ObjectRef) -> bool {
        let namespace = id.namespace.as_deref().unwrap_or_default();
        [
            (&self.group, id.class.group.as_str()),
            (&self.version, &id.class.version),
            (&self.kind, &id.class.kind),
            (&self.namespace, namespace),
            (&self.name, &id.name),
        ]
        .into_iter()
        .all(|(pattern, text)| pattern.as_ref().is_none_or(|pattern| pattern.is_match(text)))
    }
}

impl Known {
    pub(super) fn read(tree: &SourceTree) -> Self {
        let mut known = Self { charts: entries(tree).unwrap_or_default(), ..Self::default() };
        for text in tree.texts() {
            let Some(folder) = kustomization_folder(&text.file) else { continue };
            let Ok(root) = yaml::parse_one(text) else { continue };
            let linked = |node: &Node, key: &str| {
                node.dig_str(&[key])
                    .and_then(|path| tree.text(&below(folder, path)))
                    .map(|text| read_all(text))
            };
            let patches = root.dig_seq(&["patches"]).map(|patch| match patch.get("target") {
                Some(target) => vec![Selector::read(target)],
                None => patch
                    .dig_str(&["patch"])
                    .map(|inline| read_all(&Text::new("patch", inline)))
                    .or_else(|| linked(patch, "path"))
                    .unwrap_or_default()
                    .iter()
                    .map(Selector::like)
                    .collect(),
            });
            known.patches.insert(text.file.clone(), patches.collect());
            let mut selectors = Vec::new();
            for replacement in root.dig_seq(&["replacements"]) {
                let outside = linked(replacement, "path").unwrap_or_default();
                let outside =
                    outside.iter().flat_map(|node| node.as_seq().unwrap_or(std::slice::from_ref(node)));
                for replacement in outside.chain([replacement]) {
                    selectors.extend(
                        replacement
                            .dig_seq(&["targets"])
                            .filter_map(|target| target.get("select"))
                            .map(Selector::read),
                    );
                }
            }
            known.replacements.insert(text.file.clone(), selectors);
        }
        known
    }

    /// The chart entry behind an object; where a kustomization has several, the chart's own label
    /// decides.
    pub(super) fn chart(&self, kustomization: &str, document: &str) -> Option<&ChartEntry> {
        let mut here = self.charts.iter().filter(|entry| entry.kustomization == kustomization);
        let first = here.next()?;
        let Some(second) = here.next() else { return Some(first) };
        [first, second]
            .into_iter()
            .chain(here)
            .find(|entry| document.contains(&format!("helm.sh/chart: {}-{}", entry.name, entry.version)))
    }

    /// Leaves out what did not select the object, and repetitions.
    pub(super) fn really(&self, id: &ObjectRef, touched: &[Touched]) -> Vec<Touched> {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let count =
            |file: &str| touched.iter().filter(|it| it.file == file && it.kind == "PatchTransformer").count();
        let mut kept: Vec<Touched> = Vec::new();
        for it in touched {
            let concerned = match it.kind.as_str() {
                "PatchTransformer" => {
                    let at = seen.entry(it.file.clone()).or_default();
                    *at += 1;
                    // One transformer per patch, in order; any other number is not understood.
                    match self.patches.get(&it.file) {
                        Some(patches) if patches.len() == count(&it.file) => {
                            patches[*at - 1].iter().any(|selector| selector.selects(id))
                        }
                        _ => true,
                    }
                }
                "ReplacementTransformer" => self
                    .replacements
                    .get(&it.file)
                    .is_none_or(|all| all.is_empty() || all.iter().any(|selector| selector.selects(id))),
                _ => true,
            };
            if concerned && !kept.contains(it) {
                kept.push(it.clone());
            }
        }
        kept
    }
}

fn read_all(text: &Text) -> Vec<Node> {
    yaml::parse(text).map(|documents| documents.into_iter().map(|it| it.root).collect()).unwrap_or_default()
}
