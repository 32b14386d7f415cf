//! What came of every object.

use conform_manifest::yaml::{Node, Text};
use conform_model::{ClassKey, JsonPointer, Span};
use conform_schema::{Catalog, Judgement};

use super::input::{self, File, parallel};

/// What came of one object, or of a file that holds none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Status {
    Valid,
    /// No schema, and that is allowed.
    Allowed,
    /// A stand-in definition does not know some of its fields.
    Unjudged,
    Invalid,
    NoSchema,
    BrokenSchema,
    /// No YAML, or no Kubernetes object.
    Unreadable,
}

impl Status {
    pub(super) const ALL: [Self; 7] = [
        Self::Valid,
        Self::Allowed,
        Self::Unjudged,
        Self::Invalid,
        Self::NoSchema,
        Self::BrokenSchema,
        Self::Unreadable,
    ];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Allowed => "allowed",
            Self::Unjudged => "unjudged",
            Self::Invalid => "invalid",
            Self::NoSchema => "no-schema",
            Self::BrokenSchema => "broken-schema",
            Self::Unreadable => "unreadable",
        }
    }

    /// Whether it makes the run fail.
    pub(super) const fn fails(self) -> bool {
        match self {
            Self::Valid | Self::Allowed | Self::Unjudged => false,
            Self::Invalid | Self::NoSchema | Self::BrokenSchema | Self::Unreadable => true,
        }
    }
}

/// One thing wrong, at its place.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) message: String,
    pub(super) span: Span,
    pub(super) pointer: Option<JsonPointer>,
    pub(super) help: Option<String>,
}

/// One object with its status.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) file: String,
    pub(super) span: Span,
    pub(super) api_version: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) namespace: Option<String>,
    pub(super) name: Option<String>,
    pub(super) status: Status,
    pub(super) problems: Vec<Problem>,
}

impl Outcome {
    fn new(text: &Text, node: &Node) -> Self {
        let field =
            |route: &[&str]| node.dig_str(route).filter(|text| !text.is_empty()).map(ToOwned::to_owned);
        Self {
            file: text.file.clone(),
            span: node.span,
            api_version: field(&["apiVersion"]),
            kind: field(&["kind"]),
            namespace: field(&["metadata", "namespace"]),
            name: field(&["metadata", "name"]).or_else(|| field(&["metadata", "generateName"])),
            status: Status::Valid,
            problems: Vec::new(),
        }
    }

    /// The object in the words of reports: `Deployment monitoring/grafana`.
    pub(super) fn title(&self) -> Option<String> {
        let kind = self.kind.as_deref()?;
        Some(match (&self.namespace, &self.name) {
            (Some(namespace), Some(name)) => format!("{kind} {namespace}/{name}"),
            (None, Some(name)) => format!("{kind} {name}"),
            (_, None) => kind.to_owned(),
        })
    }

    fn of(mut self, status: Status, problem: Option<Problem>) -> Self {
        self.status = status;
        self.problems.extend(problem);
        self
    }
}

/// The files that cannot be read as YAML.
pub(super) fn unreadable(files: &[File]) -> Vec<Outcome> {
    files
        .iter()
        .filter_map(|file| {
            let error = file.documents.as_ref().err()?;
            Some(Outcome {
                file: file.text.file.clone(),
                span: error.span,
                api_version: None,
                kind: None,
                namespace: None,
                name: None,
                status: Status::Unreadable,
                problems: vec![Problem {
                    message: error.message.clone(),
                    span: error.span,
                    pointer: None,
                    help: None,
                }],
            })
        })
        .collect()
}

/// An object to judge, with the class that a typed list gives it.
struct Task<'a> {
    text: &'a Text,
    node: &'a Node,
    class: Option<ClassKey>,
}

/// Judges every object of every file on several threads, in the order of files and places.
pub(super) fn judge(files: &[File], catalog: &Catalog, allowed: &[String], jobs: usize) -> Vec<Outcome> {
    let mut outcomes = unreadable(files);
    let mut tasks = Vec::new();
    for file in files {
        for document in file.documents.iter().flatten() {
            take(&file.text, &document.root, None, catalog, &mut tasks);
        }
    }
    // The costly ones first, so that no thread is left alone with one at the end.
    let mut order: Vec<usize> = (0..tasks.len()).collect();
    order.sort_by_key(|at| {
        std::cmp::Reverse(tasks.get(*at).map(|task| task.node.span.end - task.node.span.start))
    });
    let judged = parallel(&order, jobs, |at| tasks.get(*at).map(|task| one(task, catalog, allowed)));
    outcomes.extend(judged.into_iter().flatten());
    outcomes.sort_by(|a, b| (&a.file, a.span.start).cmp(&(&b.file, b.span.start)));
    outcomes
}

/// Takes lists apart. A kind that ends in `List` and has a schema of its own is no list.
fn take<'a>(
    text: &'a Text,
    node: &'a Node,
    class: Option<ClassKey>,
    catalog: &Catalog,
    tasks: &mut Vec<Task<'a>>,
) {
    let class = input::class(node).or(class);
    if let (Some(items), Some(list)) = (input::items(node), &class)
        && !catalog.knows(list)
    {
        let kind = list.kind.strip_suffix("List").unwrap_or_default();
        let of = (!kind.is_empty()).then(|| ClassKey { kind: kind.to_owned(), ..list.clone() });
        for item in items {
            take(text, item, of.clone(), catalog, tasks);
        }
        return;
    }
    tasks.push(Task { text, node, class });
}

fn one(task: &Task<'_>, catalog: &Catalog, allowed: &[String]) -> Outcome {
    let outcome = Outcome::new(task.text, task.node);
    let node = task.node;
    let problem = |message: String, span: Span, help: Option<String>| {
        Some(Problem { message, span, pointer: None, help })
    };
    if node.as_map().is_none() {
        let message = format!("expected a Kubernetes object, found {}", node.type_name());
        return outcome.of(Status::Unreadable, problem(message, node.span, None));
    }
    let Some(class) = &task.class else {
        let field = if node.dig_str(&["kind"]).is_none_or(str::is_empty) { "kind" } else { "apiVersion" };
        let message = format!("not a Kubernetes object: `{field}` is missing or no string");
        return outcome.of(Status::Unreadable, problem(message, node.span, None));
    };
    let mut outcome = outcome;
    match catalog.judge_as(node, class) {
        Judgement::Valid => outcome,
        Judgement::Invalid(violations) => {
            outcome.problems.extend(violations.into_iter().map(|it| Problem {
                span: node.span_at(&it.pointer),
                message: it.message,
                pointer: Some(it.pointer),
                help: it.help,
            }));
            outcome.of(Status::Invalid, None)
        }
        Judgement::Unjudged(pointers) => {
            outcome.problems.extend(pointers.into_iter().map(|pointer| Problem {
                message: format!(
                    "`{}` is unjudged: the definition of {class} is a stand-in and does not know it",
                    pointer.steps().last().unwrap_or_default()
                ),
                span: node.span_at(&pointer),
                pointer: Some(pointer),
                help: None,
            }));
            outcome.of(Status::Unjudged, None)
        }
        Judgement::BrokenSchema(message) => {
            outcome.of(Status::BrokenSchema, problem(message, node.span, None))
        }
        Judgement::NoSchema => {
            let names = [class.kind.clone(), format!("{}/{}", class.group, class.kind)];
            if allowed.iter().any(|name| names.contains(name)) {
                return outcome.of(Status::Allowed, None);
            }
            let help = catalog.suggest(class).map_or_else(
                || {
                    format!(
                        "give its definition with --crds, or pass over it with --allow-missing-schema {}",
                        if class.group.is_empty() { &names[0] } else { &names[1] }
                    )
                },
                |known| format!("known is {known}"),
            );
            let span = node.span_at(&JsonPointer::root().key("kind"));
            outcome.of(Status::NoSchema, problem(format!("no schema for {class}"), span, Some(help)))
        }
    }
}
