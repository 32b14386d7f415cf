//! Keys of our values files that a chart does not know: helm drops them without a word.

use std::{
    fs,
    path::{Path, PathBuf},
};

use conform_model::{JsonPointer, Location, Span};

use super::{ChartEntry, ChartError, ChosenChart};
use crate::{
    SourceTree,
    yaml::{self, Node, Text, Value},
};

/// Maps whose keys are the user's, whatever the chart's own values hold.
const FREE: &[&str] = &[
    "affinity",
    "config",
    "configMap",
    "data",
    "datasources",
    "env",
    "envFrom",
    "extraEnvs",
    "global",
    "grafana.ini",
    "matchExpressions",
    "matchLabels",
    "nodeSelector",
    "parameters",
    "resources",
    "selector",
    "spec",
    "stringData",
];
/// The same, by the end of the key: `podLabels`, `serviceAnnotations`, `containerSecurityContext`.
const FREE_ENDS: &[&str] =
    &["abels", "nnotations", "ecurityContext", "elector", "robe", "strategy", "Strategy"];

/// A key that the chart's own values do not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownKey {
    /// The chart.
    pub chart: String,
    /// The key's place.
    pub location: Location,
    /// The keys that lead to it.
    pub pointer: JsonPointer,
    /// Whether some template of the chart reads a key of that name, so that it may be known after all.
    pub in_templates: bool,
}

/// What a chart knows: the values of its own and of its subcharts, and what its templates say.
#[derive(Debug, Default)]
struct Known {
    values: Vec<Node>,
    templates: String,
    subcharts: Vec<(String, Known)>,
}

/// Looks up every key of the values files that the tree gives to a chart.
pub fn unknown_keys(
    tree: &SourceTree,
    entry: &ChartEntry,
    chart: &ChosenChart,
) -> Result<Vec<UnknownKey>, ChartError> {
    let known = Known::read(&chart.path)?;
    let mut unknown = Vec::new();
    for file in &entry.values {
        let Some(text) = tree.text(file) else { continue };
        let Ok(root) = yaml::parse_one(text) else { continue };
        known.look(&root, &JsonPointer::root(), &mut |pointer, span, in_templates| {
            unknown.push(UnknownKey {
                chart: entry.title(),
                location: text.location(span),
                pointer,
                in_templates,
            });
        });
    }
    Ok(unknown)
}

impl Known {
    fn read(chart: &Path) -> Result<Self, ChartError> {
        let mut known = Self::default();
        known.values.extend(read_yaml(&chart.join("values.yaml"))?);
        for path in files(&chart.join("templates"))? {
            // Binary files among templates name no key.
            known.templates.push_str(&fs::read_to_string(&path).unwrap_or_default());
        }
        let meta = read_yaml(&chart.join("Chart.yaml"))?;
        for dependency in meta.iter().flat_map(|meta| meta.dig_seq(&["dependencies"])) {
            let Some(name) = dependency.dig_str(&["name"]) else { continue };
            let folder = chart.join("charts").join(name);
            if folder.is_dir() {
                let key = dependency.dig_str(&["alias"]).unwrap_or(name).to_owned();
                known.subcharts.push((key, Self::read(&folder)?));
            }
        }
        Ok(known)
    }

    /// Walks a mapping of ours beside everything that is known at the same place.
    fn look(&self, ours: &Node, at: &JsonPointer, out: &mut dyn FnMut(JsonPointer, Span, bool)) {
        let Some(map) = ours.as_map() else { return };
        for entry in map {
            let key = &*entry.key;
            let pointer = at.key(key);
            if key == "global" {
                continue;
            }
            let below: Vec<&Node> = self.values.iter().filter_map(|known| known.get(key)).collect();
            if let Some((_, subchart)) = self.subcharts.iter().find(|(name, _)| name == key) {
                // The parent may add keys of its own to a subchart's values.
                subchart.look(&entry.value, &pointer, &mut |pointer, span, in_templates| {
                    if !below.iter().any(|known| known.at(&tail(&pointer)).is_some()) {
                        let read = in_templates || self.reads(&last(&pointer));
                        out(pointer, span, read);
                    }
                });
            } else if below.is_empty() {
                out(pointer, entry.key_span, self.reads(key));
            } else {
                self.deeper(key, &entry.value, &below, &pointer, out);
            }
        }
    }

    fn deeper(
        &self,
        key: &str,
        ours: &Node,
        known: &[&Node],
        at: &JsonPointer,
        out: &mut dyn FnMut(JsonPointer, Span, bool),
    ) {
        let Some(map) = ours.as_map() else { return };
        let open = |node: &&Node| match &node.value {
            Value::Map(map) => map.is_empty(),
            // A scalar or a list where we have a mapping: the template decides, not the default.
            _ => true,
        };
        let free = FREE.contains(&key) || FREE_ENDS.iter().any(|end| key.ends_with(end));
        if free || known.iter().any(open) {
            return;
        }
        for entry in map {
            let pointer = at.key(&entry.key);
            let below: Vec<&Node> = known.iter().filter_map(|node| node.get(&entry.key)).collect();
            if below.is_empty() {
                out(pointer, entry.key_span, self.reads(&entry.key));
            } else {
                self.deeper(&entry.key, &entry.value, &below, &pointer, out);
            }
        }
    }

    /// Whether a template reads a key of that name, from whatever place.
    fn reads(&self, key: &str) -> bool {
        let dotted = format!(".{key}");
        let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        self.templates.match_indices(&dotted).any(|(at, _)| ends(&self.templates[at + dotted.len()..]))
            || self.templates.contains(&format!("\"{key}\""))
    }
}

/// A pointer without its first step.
fn tail(pointer: &JsonPointer) -> JsonPointer {
    pointer.steps().skip(1).fold(JsonPointer::root(), |at, step| at.key(&step))
}

fn last(pointer: &JsonPointer) -> String {
    pointer.steps().last().unwrap_or_default()
}

fn read_yaml(path: &Path) -> Result<Option<Node>, ChartError> {
    let content = match fs::read_to_string(path) {
        Ok(content) => content,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(ChartError::Read { path: path.to_owned(), source }),
    };
    let text = Text::new(path.display().to_string(), content);
    yaml::parse(&text)
        .map(|mut documents| documents.pop().map(|document| document.root))
        .map_err(|error| ChartError::Values(Box::new(error)))
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, ChartError> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        let read = |source| ChartError::Read { path: folder.clone(), source };
        for entry in fs::read_dir(&folder).map_err(read)? {
            let path = entry.map_err(read)?.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_nobody_reads_is_found_and_free_maps_are_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let write = |path: &str, content: &str| {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        };
        write("Chart.yaml", "name: a\nversion: 1.0.0\ndependencies: [{name: sub, alias: s}]\n");
        write("values.yaml", "image: {tag: x}\nextra: {}\nresources: {limits: {}}\ns: {enabled: true}\n");
        write("templates/a.yaml", "{{ .Values.image.digest }} {{ .Values.imageTagging }}");
        write("charts/sub/Chart.yaml", "name: sub\nversion: 1.0.0\n");
        write("charts/sub/values.yaml", "port: 1\n");
        let ours = "image: {tag: y, digest: d, tagging: z}\nextra: {any: 1}\nresources: {claims: []}\n\
                    typo: 1\nglobal: {a: 1}\ns: {enabled: false, port: 2, prot: 3}\n";
        let root = yaml::parse_one(&Text::new("values.yaml", ours)).unwrap();
        let mut found = Vec::new();
        Known::read(dir.path()).unwrap().look(&root, &JsonPointer::root(), &mut |pointer, _, read| {
            found.push((pointer.to_string(), read));
        });
        let found: Vec<(&str, bool)> =
            found.iter().map(|(pointer, read)| (pointer.as_str(), *read)).collect();
        assert_eq!(
            found,
            [("/image/digest", true), ("/image/tagging", false), ("/typo", false), ("/s/prot", false)]
        );
    }
}
