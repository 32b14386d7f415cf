//! What a server refuses in the schema of a CustomResourceDefinition.

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
    let mut found = Vec::new();
    let versions = JsonPointer::root().key("spec").key("versions");
    for (at, version) in crd.dig_seq(&["spec", "versions"]).enumerate() {
        let place = versions.index(at);
        match version.dig(&["schema", "openAPIV3Schema"]) {
            Some(schema) if schema.as_map().is_some() => {
                let place = place.key("schema").key("openAPIV3Schema");
                let mut walk = Walk { found: &mut found };
                if schema.dig_str(&["type"]).is_some_and(|kind| kind != "object") {
                    walk.say(&place.key("type"), "the schema of a whole object has type `object`");
                }
                walk.structural(schema, &place);
            }
            // A schema that is no mapping is found by the schema of definitions.
            Some(_) => {}
            None if version.as_map().is_some() => found.push(Violation {
                pointer: place,
                message: "the version has no `schema.openAPIV3Schema`".to_owned(),
                help: Some(
                    "to take anything: {type: object, x-kubernetes-preserve-unknown-fields: true}".to_owned(),
                ),
            }),
            None => {}
        }
    }
    found
}

struct Walk<'a> {
    found: &'a mut Vec<Violation>,
}

impl Walk<'_> {
    fn say(&mut self, pointer: &JsonPointer, message: impl Into<String>) {
        self.found.push(Violation { pointer: pointer.clone(), message: message.into(), help: None });
    }

    fn structural(&mut self, schema: &Node, at: &JsonPointer) {
        if schema.as_map().is_none() {
            return;
        }
        let flag = |key: &str| schema.get(key).and_then(Node::as_bool).unwrap_or(false);
        let any = flag("x-kubernetes-int-or-string") || flag("x-kubernetes-preserve-unknown-fields");
        match schema.dig_str(&["type"]) {
            None | Some("") if !any => self.say(at, "the schema has no `type`"),
            Some(kind) if !kind.is_empty() && !TYPES.contains(&kind) => {
                let near = crate::nearest::nearest(kind, TYPES);
                self.found.push(Violation {
                    pointer: at.key("type"),
                    message: format!("`{kind}` is no type"),
                    help: near.map(|near| format!("did you mean `{near}`?")),
                });
            }
            Some("array") if schema.get("items").is_none_or(Node::is_null) => {
                self.say(at, "an array needs `items`");
            }
            _ => {}
        }
        if schema.get("properties").and_then(Node::as_map).is_some_and(|it| !it.is_empty())
            && schema
                .get("additionalProperties")
                .is_some_and(|it| it.as_bool() != Some(false) && !it.is_null())
        {
            self.say(
                &at.key("additionalProperties"),
                "`properties` and `additionalProperties` exclude each other",
            );
        }
        self.list_type(schema, at);
        self.common(schema, at);
        for entry in schema.get("properties").and_then(Node::as_map).into_iter().flatten() {
            self.structural(&entry.value, &at.key("properties").key(&entry.key));
        }
        for key in ["items", "additionalProperties"] {
            if let Some(below) = schema.get(key) {
                self.structural(below, &at.key(key));
            }
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            for (index, branch) in schema.dig_seq(&[key]).enumerate() {
                self.branch(branch, &at.key(key).index(index));
            }
        }
        if let Some(branch) = schema.get("not") {
            self.branch(branch, &at.key("not"));
        }
    }

    /// A schema inside `allOf`, `anyOf`, `oneOf` or `not`: it restricts values and adds no fields.
    fn branch(&mut self, schema: &Node, at: &JsonPointer) {
        self.common(schema, at);
        for entry in schema.get("properties").and_then(Node::as_map).into_iter().flatten() {
            self.branch(&entry.value, &at.key("properties").key(&entry.key));
        }
        if let Some(items) = schema.get("items") {
            self.branch(items, &at.key("items"));
        }
    }

    /// What holds for every schema.
    fn common(&mut self, schema: &Node, at: &JsonPointer) {
        for key in FORBIDDEN {
            if schema.get(key).is_some_and(|value| !value.is_null()) {
                self.say(&at.key(key), format!("`{key}` is not allowed in a definition's schema"));
            }
        }
        if let Some(pattern) = schema.dig_str(&["pattern"])
            && let Err(error) = regex::Regex::new(pattern)
        {
            let reason = crate::compile::cause(&error);
            self.say(&at.key("pattern"), format!("the pattern is no regular expression: {reason}"));
        }
        if schema.get("uniqueItems").and_then(Node::as_bool) == Some(true) {
            self.found.push(Violation {
                pointer: at.key("uniqueItems"),
                message: "`uniqueItems: true` is not allowed".to_owned(),
                help: Some("use `x-kubernetes-list-type: set`".to_owned()),
            });
        }
        if schema.get("enum").and_then(Node::as_seq).is_some_and(<[Node]>::is_empty) {
            self.say(&at.key("enum"), "an empty `enum` allows nothing");
        }
    }

    fn list_type(&mut self, schema: &Node, at: &JsonPointer) {
        let keys: Vec<&str> =
            schema.dig_seq(&["x-kubernetes-list-map-keys"]).filter_map(Node::as_str).collect();
        match schema.dig_str(&["x-kubernetes-list-type"]) {
            Some("map") if keys.is_empty() => self.say(
                &at.key("x-kubernetes-list-type"),
                "a list of type `map` needs `x-kubernetes-list-map-keys`",
            ),
            Some("map" | "set" | "atomic") => {}
            Some(other) => {
                self.say(
                    &at.key("x-kubernetes-list-type"),
                    format!("`{other}` is none of `atomic`, `set`, `map`"),
                );
            }
            None if !keys.is_empty() => self.say(
                &at.key("x-kubernetes-list-map-keys"),
                "`x-kubernetes-list-map-keys` needs `x-kubernetes-list-type: map`",
            ),
            None => {}
        }
        for key in keys {
            let property = schema.dig(&["items", "properties", key]);
            let required = schema.dig_seq(&["items", "required"]).any(|name| name.as_str() == Some(key));
            match property {
                None => self.say(
                    &at.key("x-kubernetes-list-map-keys"),
                    format!("`{key}` is no property of the items"),
                ),
                Some(property) if !required && property.get("default").is_none() => self.say(
                    &at.key("x-kubernetes-list-map-keys"),
                    format!("`{key}` must be required or have a default, as it tells the items apart"),
                ),
                Some(_) => {}
            }
        }
    }
}
