//! Turns the engine's errors into words for the people who wrote the manifest.

use conform_manifest::yaml::{Node, Value as Yaml};
use conform_model::JsonPointer;
use jsonschema::{
    ValidationError,
    error::{TypeKind, ValidationErrorKind as Kind},
};
use serde_json::Value;

use crate::{
    Violation,
    compile::{self, Compiled, show},
    crd::{LIST_KEYS, PATTERN, PRESENT},
    nearest::nearest,
};

/// Why an object does not fit, and the fields that a stand-in does not know.
pub(crate) fn explain(compiled: &Compiled, object: &Node) -> (Vec<Violation>, Vec<JsonPointer>) {
    let mut report = Report { compiled, object, violations: Vec::new(), unjudged: Vec::new() };
    for error in compiled.validator.iter_errors(object) {
        report.add(&error);
    }
    let Report { mut violations, mut unjudged, .. } = report;
    sort(object, &mut violations);
    unjudged.sort_by_key(|pointer| object.span_at(pointer));
    unjudged.dedup();
    (violations, unjudged)
}

/// Brings violations into the order of the file, each once.
pub(crate) fn sort(object: &Node, violations: &mut Vec<Violation>) {
    violations
        .sort_by_cached_key(|it| (object.span_at(&it.pointer).start, it.pointer.clone(), it.message.clone()));
    violations.dedup();
}

struct Report<'a> {
    compiled: &'a Compiled,
    object: &'a Node,
    violations: Vec<Violation>,
    unjudged: Vec<JsonPointer>,
}

impl Report<'_> {
    fn say(&mut self, pointer: JsonPointer, message: impl Into<String>, help: Option<String>) {
        self.violations.push(Violation { pointer, message: message.into(), help });
    }

    fn add(&mut self, error: &ValidationError<'_>) {
        let at = JsonPointer::parse(error.instance_path().as_str()).unwrap_or_default();
        let object = self.object;
        let Some(node) = object.at(&at) else { return };
        match error.kind() {
            Kind::AdditionalProperties { unexpected } => self.unknown(&at, node, unexpected, error),
            // Of an object without described fields the engine says once that it has some.
            Kind::FalseSchema if error.schema_path().as_str().ends_with("/additionalProperties") => {
                let members = node.as_map().into_iter().flatten().filter(|entry| !entry.value.is_null());
                let names: Vec<String> = members.map(|entry| entry.key.to_string()).collect();
                self.unknown(&at, node, &names, error);
            }
            Kind::Type { kind } => {
                let (message, help) = wrong_type(&expected_types(kind), node);
                self.say(at, message, help);
            }
            Kind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                self.missing(at, node, name, error);
            }
            Kind::Custom { keyword, message } if keyword == PRESENT => self.say(at, message.clone(), None),
            Kind::Custom { keyword, .. } if keyword == LIST_KEYS => self.duplicate(&at, node, error),
            Kind::Custom { keyword, message } if keyword == PATTERN => {
                self.say(at, format!("{} {message}", show(node)), None);
            }
            Kind::UniqueItems => {
                if let Some((first, second)) = compile::repeated(node) {
                    let message = format!("the item repeats item {first}; the list takes each value once");
                    self.say(at.index(second), message, None);
                }
            }
            Kind::Enum { options } => {
                let (message, help) = not_one_of(options, node);
                self.say(at, message, help);
            }
            Kind::AnyOf { context } | Kind::OneOfNotValid { context } => self.no_branch(at, node, context),
            Kind::OneOfMultipleValid { .. } => self.many_branches(at, node, error),
            Kind::Not { schema } => {
                let message = match schema.get("required").and_then(Value::as_array).map(Vec::as_slice) {
                    Some([only]) => format!("`{}` must not be set here", only.as_str().unwrap_or_default()),
                    _ => format!("the schema forbids {} here", show(node)),
                };
                self.say(at, message, None);
            }
            kind => self.say(at, plain(kind, node, error), None),
        }
    }

    fn unknown(&mut self, at: &JsonPointer, node: &Node, unexpected: &[String], error: &ValidationError<'_>) {
        let keyword = error.schema_path().as_str();
        let described = self.compiled.schema.pointer(parent(keyword));
        let known: Vec<&str> = described
            .and_then(|schema| schema.get("properties"))
            .and_then(Value::as_object)
            .map(|properties| properties.keys().map(String::as_str).collect())
            .unwrap_or_default();
        // What a stand-in borrows from the built-in kinds (`$defs`) it knows whole.
        let unsure = self.compiled.stand_in && !keyword.starts_with("/$defs/");
        for name in unexpected {
            let pointer = at.key(name);
            if unsure {
                self.unjudged.push(pointer);
                continue;
            }
            let free: Vec<&str> = known.iter().copied().filter(|known| node.get(known).is_none()).collect();
            let help = match nearest(name, free.iter().copied()) {
                Some(near) => Some(format!("did you mean `{near}`?")),
                None if known.is_empty() => Some("no field is known here".to_owned()),
                None if known.len() <= 8 => Some(format!("known here: {}", list(known.iter().copied()))),
                None => None,
            };
            self.say(pointer, format!("unknown field `{name}`"), help);
        }
    }

    fn missing(&mut self, at: JsonPointer, node: &Node, name: &str, error: &ValidationError<'_>) {
        let null = node.as_map().and_then(|map| map.entry(name)).is_some();
        if null {
            let message = format!("required field `{name}` is null, which is the same as missing");
            return self.say(at.key(name), message, None);
        }
        let described = self.compiled.schema.pointer(parent(error.schema_path().as_str()));
        let known = described.and_then(|schema| schema.get("properties")).and_then(Value::as_object);
        let unknown = node.as_map().into_iter().flatten().map(|entry| &*entry.key);
        let unknown = unknown.filter(|key| known.is_some_and(|known| !known.contains_key(*key)));
        let help = nearest(name, unknown).map(|near| format!("is `{near}` meant to be `{name}`?"));
        self.say(at, format!("missing required field `{name}`"), help);
    }

    fn duplicate(&mut self, at: &JsonPointer, node: &Node, error: &ValidationError<'_>) {
        let keys = self.compiled.schema.pointer(error.schema_path().as_str()).map(compile::keys);
        let Some(keys) = keys else { return };
        if let Some((first, second)) = compile::duplicate(node, &keys) {
            let names = list(keys.keys().map(String::as_str));
            let message = format!("the item has the same {names} as item {first}; they must differ");
            self.say(at.index(second), message, None);
        }
    }

    /// No alternative fits: says one sensible thing instead of what every alternative lacks.
    fn no_branch(&mut self, at: JsonPointer, node: &Node, context: &[Vec<ValidationError<'static>>]) {
        let mut required = Vec::new();
        let mut types = Vec::new();
        for branch in context {
            match branch.as_slice() {
                [only] if only.instance_path().as_str() == at.as_str() => match only.kind() {
                    Kind::Required { property } => required.extend(property.as_str()),
                    Kind::Type { kind } => types.extend(expected_types(kind)),
                    _ => {}
                },
                _ => {}
            }
        }
        if required.len() == context.len() {
            return self.say(at, format!("one of {} must be set", list(required)), None);
        }
        if types.len() >= context.len() {
            let (message, help) = wrong_type(&types, node);
            return self.say(at, message, help);
        }
        // The alternative that was meant is the one whose type fits and that lacks least.
        let meant = context
            .iter()
            .filter(|branch| !branch.iter().any(|error| is_type_error_at(error, &at)))
            .min_by_key(|branch| branch.len());
        let fitting =
            context.iter().filter(|it| !it.iter().any(|error| is_type_error_at(error, &at))).count();
        match meant {
            Some(branch) if fitting == 1 => {
                for error in branch {
                    self.add(error);
                }
            }
            _ => {
                let reasons: Vec<String> = context
                    .iter()
                    .filter_map(|branch| branch.first())
                    .map(|error| self.brief(error))
                    .collect();
                let message = format!("{} fits none of the {} forms allowed here", show(node), context.len());
                self.say(at, message, Some(reasons.join("; or: ")));
            }
        }
    }

    fn many_branches(&mut self, at: JsonPointer, node: &Node, error: &ValidationError<'_>) {
        let branches = self.compiled.schema.pointer(error.schema_path().as_str()).and_then(Value::as_array);
        let set: Vec<&str> = branches
            .into_iter()
            .flatten()
            .filter_map(|branch| branch.get("required")?.as_array()?.first()?.as_str())
            .filter(|name| node.get(name).is_some_and(|value| !value.is_null()))
            .collect();
        let message = if set.len() > 1 {
            format!("only one of {} may be set", list(set))
        } else {
            "the value fits more than one of the forms of which exactly one is allowed".to_owned()
        };
        self.say(at, message, None);
    }

    /// One error in a few words, for a list of alternatives.
    fn brief(&self, error: &ValidationError<'_>) -> String {
        let mut report = Report {
            compiled: self.compiled,
            object: self.object,
            violations: Vec::new(),
            unjudged: Vec::new(),
        };
        report.add(error);
        match report.violations.into_iter().next() {
            Some(violation) => violation.message,
            None => error.to_string(),
        }
    }
}

fn is_type_error_at(error: &ValidationError<'_>, at: &JsonPointer) -> bool {
    matches!(error.kind(), Kind::Type { .. }) && error.instance_path().as_str() == at.as_str()
}

/// The pointer of the schema that a keyword belongs to.
fn parent(keyword: &str) -> &str {
    keyword.rsplit_once('/').map_or("", |(parent, _)| parent)
}

fn expected_types(kind: &TypeKind) -> Vec<String> {
    let names: Vec<String> = match kind {
        TypeKind::Single(one) => vec![one.to_string()],
        TypeKind::Multiple(many) => many.iter().map(|one| one.to_string()).collect(),
    };
    names.into_iter().filter(|name| name != "null").collect()
}

fn wrong_type(expected: &[String], node: &Node) -> (String, Option<String>) {
    let wants = |name: &str| expected.iter().any(|it| it == name);
    let found = show(node);
    let message = format!("expected {}, found {found}", alternatives(expected));
    let help = match &node.value {
        Yaml::Number(_) if wants("string") => Some("quote it if text is meant".to_owned()),
        Yaml::Bool(_) if wants("string") => {
            Some("quote it: unquoted y, n, yes, no, on, off, true and false are booleans".to_owned())
        }
        Yaml::String(text) if (wants("integer") || wants("number")) && text.parse::<f64>().is_ok() => {
            Some(format!("leave out the quotes: {text}"))
        }
        Yaml::String(text) if wants("boolean") && matches!(&**text, "true" | "false") => {
            Some(format!("leave out the quotes: {text}"))
        }
        Yaml::Map(_) if wants("array") => Some("a list begins each of its items with `- `".to_owned()),
        Yaml::Seq(_) if wants("object") => Some("one mapping is wanted: leave out the `- `".to_owned()),
        _ => None,
    };
    (message, help)
}

/// `a`, `a or b`, `a, b or c`, in the words of the messages.
fn alternatives(names: &[String]) -> String {
    let mut words: Vec<&str> = names
        .iter()
        .map(|name| match name.as_str() {
            "array" => "a list",
            "object" => "a mapping",
            other => other,
        })
        .collect();
    words.dedup();
    match words.as_slice() {
        [] => "nothing".to_owned(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

fn not_one_of(options: &Value, node: &Node) -> (String, Option<String>) {
    let options: Vec<String> = options
        .as_array()
        .into_iter()
        .flatten()
        .filter(|option| !option.is_null())
        .map(|option| option.as_str().map_or_else(|| option.to_string(), ToOwned::to_owned))
        .collect();
    let near = node.as_str().and_then(|text| nearest(text, options.iter().map(String::as_str)));
    let help = near.map(|near| format!("did you mean `{near}`?"));
    (format!("{} is none of {}", show(node), list(options.iter().map(String::as_str))), help)
}

fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// The errors that need nothing but a sentence.
fn plain(kind: &Kind, node: &Node, error: &ValidationError<'_>) -> String {
    let found = show(node);
    let items = node.as_seq().map_or(0, <[Node]>::len);
    let members = node.as_map().map_or(0, conform_manifest::yaml::Mapping::len);
    let length = node.as_str().map_or(0, |text| text.chars().count());
    match kind {
        Kind::Minimum { limit } => format!("{found} is less than the minimum {limit}"),
        Kind::Maximum { limit } => format!("{found} is greater than the maximum {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("{found} must be greater than {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("{found} must be less than {limit}"),
        Kind::MinLength { limit: 1 } => "the string must not be empty".to_owned(),
        Kind::MinLength { limit } => {
            format!("the string has {length} characters, at least {limit} are wanted")
        }
        Kind::MaxLength { limit } => {
            format!("the string has {length} characters, at most {limit} are allowed")
        }
        Kind::MinItems { limit: 1 } => "the list must not be empty".to_owned(),
        Kind::MinItems { limit } => format!("the list has {items} items, at least {limit} are wanted"),
        Kind::MaxItems { limit } => format!("the list has {items} items, at most {limit} are allowed"),
        Kind::MinProperties { limit } => {
            format!("the mapping has {members} entries, at least {limit} are wanted")
        }
        Kind::MaxProperties { limit } => {
            format!("the mapping has {members} entries, at most {limit} are allowed")
        }
        Kind::Pattern { pattern } => format!("{found} does not match the pattern {pattern}"),
        Kind::Format { format } => {
            let wanted = match format.as_str() {
                "quantity" => "a quantity such as 500m or 1.5Gi",
                "byte" => "base64",
                "date-time" => "a time such as 2026-01-31T12:00:00Z",
                "date" => "a date such as 2026-01-31",
                "duration" => "a duration such as 1h30m",
                "ipv4" => "an IPv4 address",
                "ipv6" => "an IPv6 address",
                other => other,
            };
            format!("{found} is not {wanted}")
        }
        Kind::MultipleOf { multiple_of } => format!("{found} is no multiple of {multiple_of}"),
        Kind::FalseSchema => format!("nothing may stand here, found {found}"),
        _ => error.to_string(),
    }
}
