use std::collections::{BTreeMap, BTreeSet};

use conform_model::{ClassKey, ObjectRef, Origin, Patch};
use serde::{Deserialize, Serialize};

use super::{
    StageKey,
    touch::{Known, Touched},
};
use crate::{
    SourceTree,
    charts::below,
    yaml::{self, Node, Text},
};

const ORIGIN: &str = "config.kubernetes.io/origin";
const TRANSFORMATIONS: &str = "alpha.config.kubernetes.io/transformations";
/// Makes kustomize say where each object comes from.
const BUILD_METADATA: &str = "buildMetadata: [originAnnotations, transformerAnnotations]\n";

/// The kustomization of a stage, made to annotate every object with its origin.
///
/// Added to the stage itself, not by a kustomization around it: a layer more would change what only
/// the outermost one decides. A stage that sets `buildMetadata` itself keeps its own, and its
/// objects have no origin.
pub(super) fn annotated(content: &[u8]) -> Vec<u8> {
    with_metadata(content).unwrap_or_else(|| content.to_vec())
}

fn with_metadata(content: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(content).ok()?;
    let parse = |text: &str| yaml::parse_one(&Text::new("kustomization.yaml", text)).ok();
    if parse(text)?.get("buildMetadata").is_some() {
        return None;
    }
    let line = if text.ends_with('\n') { "" } else { "\n" };
    let more = format!("{text}{line}{BUILD_METADATA}");
    // Where appending a line is no new key, a file in flow style for example, nothing is added.
    parse(&more)?.get("buildMetadata")?;
    Some(more.into_bytes())
}

/// Where each rendered object comes from.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Provenance {
    stages: BTreeMap<String, Vec<(ObjectRef, Origin)>>,
    #[serde(skip)]
    known: Known,
    #[serde(skip)]
    annotated: BTreeSet<String>,
}

impl Provenance {
    /// Nothing yet; reads what the tree's kustomizations say about charts and patches.
    pub(super) fn new(tree: &SourceTree) -> Self {
        let annotated = tree
            .files()
            .filter(|(_, content)| with_metadata(content).is_some())
            .filter_map(|(file, _)| file.strip_prefix("overlays/")?.strip_suffix("/kustomization.yaml"))
            .map(ToOwned::to_owned)
            .collect();
        Self { stages: BTreeMap::new(), known: Known::read(tree), annotated }
    }

    /// The origin of an object.
    pub(super) fn origin(&self, overlay: &str, stage: &str, id: &ObjectRef) -> Option<Origin> {
        let objects = self.stages.get(&format!("{overlay}/{stage}"))?;
        objects.iter().find(|(object, _)| object == id).map(|(_, origin)| origin.clone())
    }

    /// Notes the origins that an annotated render tells, and returns the render without them.
    pub(super) fn take(&mut self, stage: &StageKey, rendered: &str) -> String {
        let name = format!("{}/{}", stage.0, stage.1);
        if !self.annotated.contains(&name) {
            return rendered.to_owned();
        }
        let folder = format!("deploy/overlays/{name}");
        let mut plain = String::with_capacity(rendered.len());
        let mut origins = Vec::new();
        for document in documents(rendered) {
            let (text, annotations) = strip(document);
            plain.push_str(&text);
            if let Some(id) = identity(&text)
                && let Some(origin) = self.read(&folder, &id, &text, &annotations)
            {
                origins.push((id, origin));
            }
        }
        self.stages.insert(name, origins);
        plain
    }

    fn read(&self, folder: &str, id: &ObjectRef, document: &str, annotations: &Taken) -> Option<Origin> {
        let parse = |text: &str| yaml::parse_one(&Text::new("annotation", text)).ok();
        let file = |node: &Node, key: &str| node.dig_str(&[key]).map(|path| below(folder, path));
        let by = |node: &Node| node.dig_str(&["configuredBy", "kind"]).unwrap_or_default().to_owned();
        let node = parse(&annotations.origin)?;
        let mut origin = Origin {
            file: file(&node, "path").or_else(|| file(&node, "configuredIn"))?,
            ..Origin::default()
        };
        if by(&node) == "HelmChartInflationGenerator"
            && let Some(entry) = self.known.chart(&origin.file, document)
        {
            origin.chart = Some(entry.title());
            origin.values = entry.values.first().cloned();
        }
        let touched: Vec<Touched> = parse(&annotations.transformations)
            .iter()
            .flat_map(|node| node.as_seq().unwrap_or_default())
            .filter_map(|node| Some(Touched { file: file(node, "configuredIn")?, kind: by(node) }))
            .collect();
        origin.patches = self
            .known
            .really(id, &touched)
            .into_iter()
            .map(|touched| Patch { file: touched.file, kind: touched.kind })
            .collect();
        Some(origin)
    }
}

/// The documents of a render, each with the separator in front of it.
fn documents(rendered: &str) -> impl Iterator<Item = &str> {
    let mut rest = rendered;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        // Everything else that kustomize prints at the left edge is a key.
        let end = rest.get(1..).and_then(|text| text.find("\n---\n")).map_or(rest.len(), |at| at + 2);
        let (document, behind) = rest.split_at(end);
        rest = behind;
        Some(document)
    })
}

/// The two annotations of a document.
#[derive(Debug, Default, PartialEq, Eq)]
struct Taken {
    origin: String,
    transformations: String,
}

/// Takes our two annotations out of a document, and `annotations:` if nothing else was in it.
///
/// kustomize writes keys sorted and indents by two, so that the lines of an object's own annotations
/// are told from all others by where they stand; text inside a value is indented deeper.
fn strip(document: &str) -> (String, Taken) {
    let mut plain = String::with_capacity(document.len());
    let mut taken = Taken::default();
    let mut in_metadata = false;
    // Where the line `annotations:` stands in `plain`, while nothing has followed it.
    let mut opened: Option<usize> = None;
    let mut in_annotations = false;
    let mut current: Option<&'static str> = None;
    for line in document.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let blank = line.trim().is_empty();
        if !blank && indent == 0 {
            in_metadata = line.starts_with("metadata:");
        }
        if in_annotations && !blank && indent <= 2 {
            in_annotations = false;
            current = None;
            if let Some(at) = opened.take() {
                plain.truncate(at);
            }
        }
        if in_metadata && line.trim_end() == "  annotations:" {
            in_annotations = true;
            opened = Some(plain.len());
            plain.push_str(line);
            continue;
        }
        if in_annotations && !blank && indent == 4 {
            let ours = |key: &'static str| {
                line.trim_start().strip_prefix(key).is_some_and(|rest| rest.starts_with(':'))
            };
            current = [ORIGIN, TRANSFORMATIONS].into_iter().find(|key| ours(key));
            if current.is_none() {
                opened = None;
                plain.push_str(line);
            }
            continue;
        }
        match current {
            Some(ORIGIN) => taken.origin.push_str(line),
            Some(_) => taken.transformations.push_str(line),
            None => plain.push_str(line),
        }
    }
    if let Some(at) = opened {
        plain.truncate(at);
    }
    (plain, taken)
}

/// What identifies the object of a document, read off the lines that kustomize writes.
fn identity(document: &str) -> Option<ObjectRef> {
    let mut section = "";
    let (mut api_version, mut kind, mut name, mut namespace) = (None, None, None, None);
    for line in document.lines() {
        if let Some((key, value)) = line.split_once(':')
            && !line.starts_with(' ')
        {
            section = key;
            match key {
                "apiVersion" => api_version = scalar(value),
                "kind" => kind = scalar(value),
                _ => {}
            }
        } else if section == "metadata" {
            if let Some(value) = line.strip_prefix("  name:") {
                name = scalar(value);
            } else if let Some(value) = line.strip_prefix("  namespace:") {
                namespace = scalar(value);
            }
        }
    }
    Some(ObjectRef { class: ClassKey::new(&api_version?, &kind?), namespace, name: name? })
}

fn scalar(text: &str) -> Option<String> {
    let text = text.trim();
    if text.starts_with(['"', '\'']) {
        return yaml::parse_one(&Text::new("scalar", text)).ok()?.as_str().map(ToOwned::to_owned);
    }
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::only_ours(
        "apiVersion: v1\nkind: X\nmetadata:\n  annotations:\n    config.kubernetes.io/origin: |\n      path: a.yaml\n  name: x\n",
        "apiVersion: v1\nkind: X\nmetadata:\n  name: x\n"
    )]
    #[case::between_others(
        "metadata:\n  annotations:\n    a: b\n    config.kubernetes.io/origin: |\n      path: a.yaml\n    z: |\n      config.kubernetes.io/origin: |\n        mine\n\n      q\n  name: x\nspec:\n  annotations:\n    config.kubernetes.io/origin: kept\n",
        "metadata:\n  annotations:\n    a: b\n    z: |\n      config.kubernetes.io/origin: |\n        mine\n\n      q\n  name: x\nspec:\n  annotations:\n    config.kubernetes.io/origin: kept\n"
    )]
    #[case::nothing_to_take("kind: X\nmetadata:\n  name: x\n", "kind: X\nmetadata:\n  name: x\n")]
    fn our_annotations_go_and_nothing_else(#[case] document: &str, #[case] plain: &str) {
        let (text, _) = strip(document);
        assert_eq!(text, plain);
    }

    #[test]
    fn documents_add_up_to_the_whole() {
        let text = "a: 1\n---\nb: |\n  ---\n  x\n---\nc: 3\n";
        let parts: Vec<_> = documents(text).collect();
        assert_eq!(parts, ["a: 1\n", "---\nb: |\n  ---\n  x\n", "---\nc: 3\n"]);
    }

    #[test]
    fn identities_are_read_off_the_lines() {
        let id = identity(
            "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  labels:\n    name: no\n  name: \"7\"\n  namespace: logging\nspec:\n  name: no\n",
        );
        assert_eq!(id.unwrap().to_string(), "Deployment logging/7");
    }

    #[rstest]
    #[case("resources: [a.yaml]", true)]
    #[case("{resources: [a.yaml]}", false)]
    #[case("resources: [a.yaml]\nbuildMetadata: [managedByLabel]\n", false)]
    fn stages_are_annotated_where_that_is_a_line_more(#[case] kustomization: &str, #[case] expected: bool) {
        assert_eq!(annotated(kustomization.as_bytes()) != kustomization.as_bytes(), expected);
    }
}
