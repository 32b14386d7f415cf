use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use conform_model::{ClassKey, ClusterId, Digest, Hasher, JsonPointer, Location, ObjectRef, Origin, Span};

use crate::yaml::{self, Node, ParseError, Text};

/// Why a stack cannot be put together at all.
#[derive(Debug, thiserror::Error)]
pub enum StackError {
    /// A file or folder cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file is not UTF-8.
    #[error("{path} is not UTF-8 (first bad byte at {at}); Kubernetes manifests are")]
    Encoding {
        /// The path.
        path: PathBuf,
        /// Offset of the first byte that is not.
        at: usize,
    },
    /// A folder of a rendered tree is not named after a cluster.
    #[error(
        "`{name}` in {root} is not named cluster-<number>-<role>; a rendered tree holds <overlay>/<stage>.yaml"
    )]
    Overlay {
        /// The folder.
        name: String,
        /// Where it is.
        root: PathBuf,
    },
    /// There is nothing to judge.
    #[error("{root} holds no <overlay>/<stage>.yaml; `conform render --out DIR` writes such a folder")]
    Empty {
        /// The folder.
        root: PathBuf,
    },
}

/// The name of a stage: two digits, a hyphen, words. Stages are applied in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StageName(String);

impl StageName {
    /// Takes a stage's folder or file name.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// One object of a render.
#[derive(Debug, Clone)]
pub struct Object {
    /// What identifies it in its cluster.
    pub id: ObjectRef,
    /// Its content.
    pub node: Node,
    /// The cluster it is rendered for.
    pub cluster: ClusterId,
    /// The stage it belongs to.
    pub stage: StageName,
    /// The text it stands in.
    pub text: Arc<Text>,
    /// Where it comes from, where the renderer said so.
    pub origin: Option<Origin>,
}

impl Object {
    /// The place of a pointer inside this object; see [`Node::span_at`].
    #[must_use]
    pub fn location(&self, pointer: &JsonPointer) -> Location {
        Location {
            object: Some(self.id.clone()),
            pointer: Some(pointer.clone()),
            cluster: Some(self.cluster.clone()),
            origin: self.origin.clone(),
            ..self.text.location(self.node.span_at(pointer))
        }
    }

    /// The place of a line of a file that stands in this object as a string.
    ///
    /// `line` counts from 0. Where the string is written so that its lines are lines of the render,
    /// that line is meant, without its indentation; else the place is that of the string.
    #[must_use]
    pub fn location_of_line(&self, pointer: &JsonPointer, line: usize) -> Location {
        let whole = self.location(pointer);
        let Some(wanted) = self
            .node
            .at(pointer)
            .and_then(Node::as_str)
            .and_then(|text| text.lines().nth(line))
            .map(str::trim)
        else {
            return whole;
        };
        // The key stands on the line above the block.
        let start = usize::try_from(whole.span.start).unwrap_or_default();
        let content = &self.text.content;
        let Some((before, own)) = content
            .get(start..)
            .into_iter()
            .flat_map(|rest| rest.split_inclusive('\n'))
            .scan(start, |at, own| {
                let begin = *at;
                *at += own.len();
                Some((begin, own))
            })
            .nth(line + 1)
            .filter(|(_, own)| own.trim() == wanted && !wanted.is_empty())
        else {
            return whole;
        };
        let from = before + own.len() - own.trim_start().len();
        let (Ok(start), Ok(end)) = (u32::try_from(from), u32::try_from(from + wanted.len())) else {
            return whole;
        };
        let Location { file, line, column, span, .. } = self.text.location(Span { start, end });
        Location { file, line, column, span, ..whole }
    }

    /// The object's kind.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.id.class.kind
    }

    /// The object's namespace, or the empty string.
    #[must_use]
    pub fn namespace(&self) -> &str {
        self.id.namespace.as_deref().unwrap_or_default()
    }

    /// The object's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.id.name
    }

    /// The value of a label of the object itself.
    #[must_use]
    pub fn label(&self, key: &str) -> Option<&str> {
        self.node.dig_str(&["metadata", "labels", key])
    }

    /// The value of an annotation of the object itself.
    #[must_use]
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.node.dig_str(&["metadata", "annotations", key])
    }
}

/// One rendered stage of one cluster.
#[derive(Debug, Clone)]
pub struct Stage {
    /// The cluster.
    pub cluster: ClusterId,
    /// The stage.
    pub name: StageName,
    /// The render.
    pub text: Arc<Text>,
    /// Its objects, in the order of the render.
    pub objects: Vec<Object>,
    /// What could not be read as objects.
    pub unreadable: Vec<Unreadable>,
}

/// A document, or a whole stage, that is no Kubernetes object.
#[derive(Debug, Clone)]
pub struct Unreadable {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub location: Location,
}

/// Everything rendered for every cluster.
#[derive(Debug, Clone, Default)]
pub struct Stack {
    /// The stages, by cluster and then by name.
    pub stages: Vec<Stage>,
}

impl Stack {
    /// Reads a folder that holds `<overlay>/<stage>.yaml`, whoever rendered it.
    ///
    /// A file that is no YAML becomes an [`Unreadable`] of its stage, not an error: what is wrong
    /// with the tree is for clauses to say.
    pub fn read(root: &Path) -> Result<Self, StackError> {
        Self::read_with(root, &|_, _, _| None)
    }

    /// Like [`Self::read`]; `origin` tells where an object (overlay, stage, object) comes from.
    pub fn read_with(
        root: &Path,
        origin: &dyn Fn(&str, &str, &ObjectRef) -> Option<Origin>,
    ) -> Result<Self, StackError> {
        let mut stages = Vec::new();
        for overlay in sorted(root)? {
            if !overlay.is_dir() {
                continue;
            }
            let name = file_name(&overlay);
            let cluster = name.strip_prefix("cluster-").and_then(|id| ClusterId::parse(id).ok());
            let Some(cluster) = cluster else {
                return Err(StackError::Overlay { name, root: root.to_owned() });
            };
            for file in sorted(&overlay)? {
                let stage = file_name(&file);
                let Some(stage) = stage.strip_suffix(".yaml").or_else(|| stage.strip_suffix(".yml")) else {
                    continue;
                };
                let text = Arc::new(Text::new(format!("{name}/{stage}.yaml"), read_utf8(&file)?));
                stages.push(Stage::parse(cluster.clone(), StageName::new(stage), &text, &|id| {
                    origin(&name, stage, id)
                }));
            }
        }
        if stages.is_empty() {
            return Err(StackError::Empty { root: root.to_owned() });
        }
        Ok(Self { stages })
    }

    /// Every object of every cluster.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.stages.iter().flat_map(|stage| &stage.objects)
    }

    /// Every object of a kind, such as `Deployment`, in whatever API group.
    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Object> {
        self.objects().filter(move |object| object.kind() == kind)
    }

    /// The object of a cluster, by kind, namespace and name.
    #[must_use]
    pub fn find(&self, cluster: &ClusterId, kind: &str, namespace: &str, name: &str) -> Option<&Object> {
        self.objects().find(|object| {
            object.cluster == *cluster
                && object.kind() == kind
                && object.namespace() == namespace
                && object.name() == name
        })
    }

    /// The clusters that have at least one stage, in order.
    #[must_use]
    pub fn clusters(&self) -> Vec<&ClusterId> {
        let mut clusters: Vec<_> = self.stages.iter().map(|stage| &stage.cluster).collect();
        clusters.sort();
        clusters.dedup();
        clusters
    }

    /// What could not be read.
    pub fn unreadable(&self) -> impl Iterator<Item = &Unreadable> {
        self.stages.iter().flat_map(|stage| &stage.unreadable)
    }

    /// The texts by file name, for showing the lines that findings point at.
    #[must_use]
    pub fn texts(&self) -> BTreeMap<&str, &Text> {
        self.stages.iter().map(|stage| (stage.text.file.as_str(), &*stage.text)).collect()
    }

    /// The digest of everything rendered.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut hasher = Hasher::new();
        for stage in &self.stages {
            hasher.part(stage.text.file.as_bytes());
            hasher.part(stage.text.content.as_bytes());
        }
        hasher.finish()
    }
}

impl Stage {
    /// Reads the objects of a rendered text. `List` objects are taken apart.
    pub fn parse(
        cluster: ClusterId,
        name: StageName,
        text: &Arc<Text>,
        origin: &dyn Fn(&ObjectRef) -> Option<Origin>,
    ) -> Self {
        let mut stage =
            Self { cluster, name, text: Arc::clone(text), objects: Vec::new(), unreadable: Vec::new() };
        match yaml::parse(text) {
            Ok(documents) => {
                for document in documents {
                    stage.take(document.root, origin);
                }
            }
            Err(ParseError { span, message, .. }) => stage.refuse(span, message),
        }
        stage
    }

    fn take(&mut self, root: Node, origin: &dyn Fn(&ObjectRef) -> Option<Origin>) {
        let kind = root.dig_str(&["kind"]).unwrap_or_default().to_owned();
        if kind.ends_with("List") && root.dig(&["items"]).and_then(Node::as_seq).is_some() {
            if let yaml::Value::Map(mut map) = root.value
                && let Some(Node { value: yaml::Value::Seq(items), .. }) = map.remove("items")
            {
                for item in items {
                    self.take(item, origin);
                }
            }
            return;
        }
        match identify(&root) {
            Ok(id) => {
                let origin = origin(&id);
                self.objects.push(Object {
                    id,
                    node: root,
                    cluster: self.cluster.clone(),
                    stage: self.name.clone(),
                    text: Arc::clone(&self.text),
                    origin,
                });
            }
            Err(message) => self.refuse(root.span, message),
        }
    }

    fn refuse(&mut self, span: Span, message: impl Into<String>) {
        let mut location = self.text.location(span);
        location.cluster = Some(self.cluster.clone());
        self.unreadable.push(Unreadable { message: message.into(), location });
    }
}

/// Reads what identifies an object.
pub(crate) fn identify(root: &Node) -> Result<ObjectRef, String> {
    if root.as_map().is_none() {
        return Err(format!("expected a Kubernetes object, found {}", root.type_name()));
    }
    let field = |route: &[&str]| {
        root.dig_str(route)
            .filter(|text| !text.is_empty())
            .ok_or_else(|| format!("not a Kubernetes object: `{}` is missing or no string", route.join(".")))
    };
    let api_version = field(&["apiVersion"])?;
    let kind = field(&["kind"])?;
    let name = field(&["metadata", "name"])?;
    let namespace = root.dig_str(&["metadata", "namespace"]).filter(|text| !text.is_empty());
    Ok(ObjectRef {
        class: ClassKey::new(api_version, kind),
        namespace: namespace.map(ToOwned::to_owned),
        name: name.to_owned(),
    })
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, StackError> {
    let read = |source| StackError::Read { path: folder.to_owned(), source };
    let mut paths = std::fs::read_dir(folder)
        .map_err(read)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(read)?;
    paths.sort();
    Ok(paths)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Reads a file that must be UTF-8.
pub(crate) fn read_utf8(path: &Path) -> Result<String, StackError> {
    let bytes = std::fs::read(path).map_err(|source| StackError::Read { path: path.to_owned(), source })?;
    String::from_utf8(bytes)
        .map_err(|error| StackError::Encoding { path: path.to_owned(), at: error.utf8_error().valid_up_to() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(content: &str) -> Stage {
        Stage::parse(
            ClusterId::parse("196-central").unwrap(),
            StageName::new("50-kps"),
            &Arc::new(Text::new("cluster-196-central/50-kps.yaml", content)),
            &|_| None,
        )
    }

    #[test]
    fn objects_are_identified_and_lists_taken_apart() {
        let stage = stage(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: monitoring}\n---\n\
             apiVersion: v1\nkind: List\nitems:\n- apiVersion: apps/v1\n  kind: Deployment\n  metadata: {name: b}\n",
        );
        let names: Vec<_> = stage.objects.iter().map(|object| object.id.to_string()).collect();
        assert_eq!(names, ["ConfigMap monitoring/a", "Deployment b"]);
        assert_eq!(stage.objects[1].id.class.group, "apps");
        assert!(stage.unreadable.is_empty());
    }

    #[test]
    fn what_is_no_object_is_kept_with_its_place() {
        let stage = stage("apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n---\n- 1\n");
        assert_eq!(stage.objects.len(), 0);
        let messages: Vec<_> =
            stage.unreadable.iter().map(|it| (it.location.line, it.message.as_str())).collect();
        assert_eq!(
            messages,
            [
                (1, "not a Kubernetes object: `metadata.name` is missing or no string"),
                (5, "expected a Kubernetes object, found array"),
            ]
        );
    }

    #[test]
    fn a_line_inside_a_string_has_its_own_place() {
        let block = stage(
            "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata:\n  a.conf: |\n    [X]\n        k v\n\n        k w\n  b.conf: \"one\\ntwo\"\n",
        );
        let data = JsonPointer::root().key("data");
        let place = |key: &str, line| {
            let found = block.objects[0].location_of_line(&data.key(key), line);
            (found.line, found.column, found.pointer.map(|own| own.to_string()))
        };
        assert_eq!(place("a.conf", 0), (6, 5, Some("/data/a.conf".to_owned())));
        assert_eq!(place("a.conf", 3), (9, 9, Some("/data/a.conf".to_owned())));
        assert_eq!(place("a.conf", 2).0, 5, "an empty line is no place");
        assert_eq!(place("a.conf", 9).0, 5, "there is no such line");
        assert_eq!(place("b.conf", 1).0, 10, "lines of a quoted string are no lines of the render");
    }

    #[test]
    fn half_a_file_is_unreadable() {
        let stage = stage("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a\n");
        assert_eq!(stage.unreadable.len(), 1);
    }
}
