//! What a server refuses in the schema of a `CustomResourceDefinition`.

use std::collections::HashSet;

use conform_manifest::yaml::Node;
use conform_model::JsonPointer;

use crate::Violation;

const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];
/// What JSON Schema has and a structural schema has not.
const FORBIDDEN: [&str; 8] = [
    "$ref",
    "additionalItems",
    "definitions",
    "dependencies",
    "deprecated",
    "id",
    "patternProperties",
    "readOnly",
];

/// What is wrong with the schemas of a definition.
pub(crate) fn problems(crd: &Node) -> Vec<Violation> {
    let mut walk = Walk::default();
    walk.below("spec", |walk| {
        walk.below("versions", |walk| {
            for (at, version) in crd.dig_seq(&["spec", "versions"]).enumerate() {
                walk.step(Step::Item(at), |walk| walk.version(version));
            }
        });
    });
    walk.found
}

/// A step from a place to one inside it; pointers are made of them only where something is wrong.
#[derive(Clone, Copy)]
enum Step<'a> {
    Member(&'a str),
    Item(usize),
}

#[derive(Default)]
struct Walk<'a> {
    at: Vec<Step<'a>>,
    found: Vec<Violation>,
    /// Patterns that are known to be good; the same few are used all over a definition.
    patterns: HashSet<&'a str>,
}

impl<'a> Walk<'a> {
    fn step(&mut self, step: Step<'a>, inside: impl FnOnce(&mut Self)) {
        self.at.push(step);
        inside(self);
        self.at.pop();
    }

    fn below(&mut self, key: &'a str, inside: impl FnOnce(&mut Self)) {
        self.step(Step::Member(key), inside);
    }

    fn say(&mut self, message: impl Into<String>) {
        self.say_with(message, None);
    }

    fn say_at(&mut self, key: &'a str, message: impl Into<String>) {
        self.below(key, |walk| walk.say(message));
    }

    fn say_with(&mut self, message: impl Into<String>, help: Option<String>) {
        let pointer = self.at.iter().fold(JsonPointer::root(), |pointer, step| match step {
            Step::Member(key) => pointer.key(key),
            Step::Item(at) => pointer.index(*at),
        });
        self.found.push(Violation { pointer, message: message.into(), help });
    }

    fn version(&mut self, version: &'a Node) {
        match version.dig(&["schema", "openAPIV3Schema"]) {
            Some(schema) if schema.as_map().is_some() => self.below("schema", |walk| {
                walk.below("openAPIV3Schema", |walk| {
                    if schema.dig_str(&["type"]).is_some_and(|kind| kind != "object") {
                        walk.say_at("type", "the schema of a whole object has type `object`");
                    }
                    walk.structural(schema);
                });
            }),
            // A schema that is no mapping is found by the schema of definitions.
            Some(_) => {}
            None if version.as_map().is_some() => self.say_with(
                "the version has no `schema.openAPIV3Schema`",
                Some(
                    "to take anything: {type: object, x-kubernetes-preserve-unknown-fields: true}".to_owned(),
                ),
            ),
            None => {}
        }
    }

    /// A schema that says which fields there are.
    fn structural(&mut self, schema: &'a Node) {
        let Some(entries) = schema.as_map() else { return };
        let flag = |key: &str| schema.get(key).and_then(Node::as_bool).unwrap_or(false);
        let any = flag("x-kubernetes-int-or-string") || flag("x-kubernetes-preserve-unknown-fields");
        match schema.dig_str(&["type"]) {
            None | Some("") if !any => self.say("the schema has no `type`"),
            Some(kind) if !kind.is_empty() && !TYPES.contains(&kind) => {
                let help = crate::nearest::nearest(kind, TYPES).map(|near| format!("did you mean `{near}`?"));
                self.below("type", |walk| walk.say_with(format!("`{kind}` is no type"), help));
            }
            Some("array") if schema.get("items").is_none_or(Node::is_null) => {
                self.say("an array needs `items`");
            }
            _ => {}
        }
        if schema.get("properties").and_then(Node::as_map).is_some_and(|it| !it.is_empty())
            && schema
                .get("additionalProperties")
                .is_some_and(|it| it.as_bool() != Some(false) && !it.is_null())
        {
            self.say_at("additionalProperties", "`properties` and `additionalProperties` exclude each other");
        }
        self.list_type(schema);
        self.common(schema);
        for entry in entries {
            match &*entry.key {
                "properties" => self.below("properties", |walk| {
                    for entry in entry.value.as_map().into_iter().flatten() {
                        walk.below(&entry.key, |walk| walk.structural(&entry.value));
                    }
                }),
                key @ ("items" | "additionalProperties") => {
                    self.below(key, |walk| walk.structural(&entry.value));
                }
                key @ ("allOf" | "anyOf" | "oneOf") => self.below(key, |walk| {
                    for (at, branch) in entry.value.as_seq().into_iter().flatten().enumerate() {
                        walk.step(Step::Item(at), |walk| walk.branch(branch));
                    }
                }),
                "not" => self.below("not", |walk| walk.branch(&entry.value)),
                _ => {}
            }
        }
    }

    /// A schema inside `allOf`, `anyOf`, `oneOf` or `not`: it restricts values and adds no fields.
    fn branch(&mut self, schema: &'a Node) {
        self.common(schema);
        if let Some(properties) = schema.get("properties").and_then(Node::as_map) {
            self.below("properties", |walk| {
                for entry in properties {
                    walk.below(&entry.key, |walk| walk.branch(&entry.value));
                }
            });
        }
        if let Some(items) = schema.get("items") {
            self.below("items", |walk| walk.branch(items));
        }
    }

    /// What holds for every schema.
    fn common(&mut self, schema: &'a Node) {
        for entry in schema.as_map().into_iter().flatten() {
            let value = &entry.value;
            match &*entry.key {
                key if FORBIDDEN.contains(&key) && !value.is_null() => {
                    self.say_at(key, format!("`{key}` is not allowed in a definition's schema"));
                }
                "pattern" => {
                    if let Some(pattern) = value.as_str() {
                        self.pattern(pattern);
                    }
                }
                "uniqueItems" if value.as_bool() == Some(true) => self.below("uniqueItems", |walk| {
                    let help = "use `x-kubernetes-list-type: set`".to_owned();
                    walk.say_with("`uniqueItems: true` is not allowed", Some(help));
                }),
                "enum" if value.as_seq().is_some_and(<[Node]>::is_empty) => {
                    self.say_at("enum", "an empty `enum` allows nothing");
                }
                _ => {}
            }
        }
    }

    fn pattern(&mut self, pattern: &'a str) {
        if self.patterns.contains(pattern) {
            return;
        }
        match regex::Regex::new(pattern) {
            Ok(_) => {
                self.patterns.insert(pattern);
            }
            Err(error) => {
                let reason = crate::compile::cause(&error);
                self.say_at("pattern", format!("the pattern is no regular expression: {reason}"));
            }
        }
    }

    fn list_type(&mut self, schema: &'a Node) {
        const TYPE: &str = "x-kubernetes-list-type";
        const KEYS: &str = "x-kubernetes-list-map-keys";
        let keys: Vec<&str> = schema.dig_seq(&[KEYS]).filter_map(Node::as_str).collect();
        match schema.dig_str(&[TYPE]) {
            Some("map") if keys.is_empty() => {
                self.say_at(TYPE, format!("a list of type `map` needs `{KEYS}`"));
            }
            Some("map" | "set" | "atomic") => {}
            Some(other) => self.say_at(TYPE, format!("`{other}` is none of `atomic`, `set`, `map`")),
            None if !keys.is_empty() => self.say_at(KEYS, format!("`{KEYS}` needs `{TYPE}: map`")),
            None => {}
        }
        for key in keys {
            let property = schema.dig(&["items", "properties", key]);
            let required = || schema.dig_seq(&["items", "required"]).any(|name| name.as_str() == Some(key));
            match property {
                None => self.say_at(KEYS, format!("`{key}` is no property of the items")),
                Some(property) if property.get("default").is_none() && !required() => self.say_at(
                    KEYS,
                    format!("`{key}` must be required or have a default, as it tells the items apart"),
                ),
                Some(_) => {}
            }
        }
    }
}
