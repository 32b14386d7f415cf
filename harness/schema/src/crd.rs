//! Definitions of custom kinds: which kinds one defines, and the JSON Schema of each version.

use std::sync::OnceLock;

use conform_manifest::yaml::Node;
use conform_model::{ClassKey, JsonPointer};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::{Map, Value, json};

use crate::{kinds, native};

/// The annotation of a definition that stands in for a real one and describes only part of it.
const STAND_IN: &str = "conform/stand-in";
/// Where a converted schema keeps what it borrows from the built-in kinds.
const OBJECT_META: &str = "#/$defs/ObjectMeta";
/// Lists fields that must be there but may be null.
pub(crate) const PRESENT: &str = "x-conform-present";
/// Names the fields whose values tell the items of a list apart.
pub(crate) const LIST_KEYS: &str = "x-conform-list-keys";
/// A pattern in the syntax of Go, which the engine's own keyword would read as that of ECMAScript.
pub(crate) const PATTERN: &str = "x-conform-pattern";

/// A version of a custom kind, as its definition describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrdInfo {
    /// The class.
    pub class: ClassKey,
    /// Whether the definition stands in for a real one.
    pub stand_in: bool,
}

/// A version of a custom kind with its schema.
#[derive(Debug, Clone)]
pub(crate) struct CrdVersion {
    pub(crate) info: CrdInfo,
    /// The structural schema as JSON Schema; `None` where the definition has none.
    pub(crate) schema: Option<Value>,
    /// Where in the definition the schema stands.
    pub(crate) place: JsonPointer,
    /// The definition's name.
    pub(crate) name: String,
}

/// Whether an object is a `CustomResourceDefinition`.
#[must_use]
pub fn is_crd(node: &Node) -> bool {
    node.dig_str(&["kind"]) == Some("CustomResourceDefinition")
        && node.dig_str(&["apiVersion"]).is_some_and(|version| version.starts_with("apiextensions.k8s.io/"))
}

/// Every version that a definition defines. What is too broken to name its kind defines nothing;
/// the judgement of the definition itself says why.
pub(crate) fn versions(crd: &Node, strict: bool) -> Vec<CrdVersion> {
    let text = |route: &[&str]| crd.dig_str(route).unwrap_or_default().to_owned();
    let (group, kind) = (text(&["spec", "group"]), text(&["spec", "names", "kind"]));
    if !is_crd(crd) || group.is_empty() || kind.is_empty() {
        return Vec::new();
    }
    let stand_in = crd.dig_str(&["metadata", "annotations", STAND_IN]) == Some("true");
    let place = JsonPointer::root().key("spec").key("versions");
    crd.dig_seq(&["spec", "versions"])
        .enumerate()
        .filter_map(|(at, version)| {
            let class = ClassKey {
                group: group.clone(),
                version: version.dig_str(&["name"])?.to_owned(),
                kind: kind.clone(),
            };
            let schema = version.dig(&["schema", "openAPIV3Schema"]);
            Some(CrdVersion {
                info: CrdInfo { class, stand_in },
                schema: schema.map(|schema| Converter { strict, stand_in }.document(schema)),
                place: place.index(at).key("schema").key("openAPIV3Schema"),
                name: text(&["metadata", "name"]),
            })
        })
        .collect()
}

struct Converter {
    strict: bool,
    stand_in: bool,
}

impl Converter {
    /// The schema of a whole object.
    fn document(&self, schema: &Node) -> Value {
        let mut document = self.structural(schema, true);
        if let Some(object) = document.as_object_mut() {
            object.insert("$defs".to_owned(), object_meta(self.strict).clone());
        }
        document
    }

    /// A part of the structural schema: it says which fields there are.
    fn structural(&self, schema: &Node, object_itself: bool) -> Value {
        let mut out = Map::new();
        let flag = |key: &str| schema.get(key).and_then(Node::as_bool).unwrap_or(false);
        let preserves = flag("x-kubernetes-preserve-unknown-fields");
        let embedded = object_itself || flag("x-kubernetes-embedded-resource");
        self.values(schema, &mut out);
        if let Some(items) = schema.get("items") {
            out.insert("items".to_owned(), self.structural(items, false));
        }
        list_type(schema, &mut out);
        let properties = schema.get("properties").and_then(Node::as_map);
        let mut fields: Map<String, Value> = properties
            .into_iter()
            .flatten()
            .map(|entry| (entry.key.to_string(), self.structural(&entry.value, false)))
            .collect();
        if embedded {
            fields.insert("apiVersion".to_owned(), json!({"type": "string"}));
            fields.insert("kind".to_owned(), json!({"type": "string"}));
            fields.insert("metadata".to_owned(), json!({"$ref": OBJECT_META}));
            require(&mut out, "required", ["apiVersion", "kind"]);
        }
        let described = !fields.is_empty();
        if described {
            out.insert("properties".to_owned(), Value::Object(fields));
        }
        match schema.get("additionalProperties") {
            Some(node) if node.as_bool().is_none() => {
                out.insert("additionalProperties".to_owned(), self.structural(node, false));
            }
            // `additionalProperties: true` keeps whatever there is.
            Some(node) if node.as_bool() == Some(true) => {}
            _ => {
                let of_object = schema.dig_str(&["type"]) == Some("object") || described;
                // A stand-in that keeps unknown fields beside known ones says: there are more.
                let open = preserves && !(self.stand_in && properties.is_some_and(|it| !it.is_empty()));
                if self.strict && of_object && !open {
                    out.insert("additionalProperties".to_owned(), Value::Bool(false));
                }
            }
        }
        Value::Object(out)
    }

    /// What a schema says of values; inside `allOf`, `anyOf`, `oneOf` and `not` that is all it may.
    fn values(&self, schema: &Node, out: &mut Map<String, Value>) {
        let Some(entries) = schema.as_map() else { return };
        let nullable = schema.get("nullable").and_then(Node::as_bool).unwrap_or(false);
        let int_or_string = schema.get("x-kubernetes-int-or-string").and_then(Node::as_bool).unwrap_or(false);
        for entry in entries {
            let value = &entry.value;
            match &*entry.key {
                "minLength" | "maxLength" | "multipleOf" | "minItems" | "maxItems" | "minProperties"
                | "maxProperties" | "minimum" | "maximum" => {
                    out.insert(entry.key.to_string(), value.to_json());
                }
                "pattern" => {
                    out.insert(PATTERN.to_owned(), value.to_json());
                }
                "enum" => {
                    let mut values = value.to_json();
                    if nullable && let Some(values) = values.as_array_mut() {
                        values.push(Value::Null);
                    }
                    out.insert("enum".to_owned(), values);
                }
                "format" => {
                    if let Some(format) = value.as_str().and_then(known_format) {
                        out.insert("format".to_owned(), format.into());
                    }
                }
                "allOf" | "anyOf" | "oneOf" => {
                    let branches = value.as_seq().unwrap_or_default();
                    if !(int_or_string && is_int_or_string(branches)) {
                        let branches = branches.iter().map(|branch| self.branch(branch)).collect();
                        out.insert(entry.key.to_string(), Value::Array(branches));
                    }
                }
                "not" => {
                    out.insert("not".to_owned(), self.branch(value));
                }
                _ => {}
            }
        }
        for (flag, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
            if schema.get(flag).and_then(Node::as_bool) == Some(true)
                && let Some(limit) = out.remove(bound)
            {
                out.insert(flag.to_owned(), limit);
            }
        }
        let mut types: Vec<Value> = match schema.dig_str(&["type"]) {
            _ if int_or_string => vec!["integer".into(), "string".into()],
            Some(name) if !name.is_empty() => vec![name.into()],
            _ => Vec::new(),
        };
        if nullable && !types.is_empty() {
            types.push("null".into());
        }
        match types.len() {
            0 => {}
            1 => {
                out.insert("type".to_owned(), types.remove(0));
            }
            _ => {
                out.insert("type".to_owned(), Value::Array(types));
            }
        }
        native::bound_integer(out);
        required(schema, out);
    }

    fn branch(&self, schema: &Node) -> Value {
        let mut out = Map::new();
        self.values(schema, &mut out);
        if let Some(items) = schema.get("items") {
            out.insert("items".to_owned(), self.branch(items));
        }
        if let Some(extra) = schema.get("additionalProperties") {
            let extra = extra.as_bool().map_or_else(|| self.branch(extra), Value::Bool);
            out.insert("additionalProperties".to_owned(), extra);
        }
        if let Some(properties) = schema.get("properties").and_then(Node::as_map) {
            let properties =
                properties.iter().map(|entry| (entry.key.to_string(), self.branch(&entry.value)));
            out.insert("properties".to_owned(), Value::Object(properties.collect()));
        }
        Value::Object(out)
    }
}

/// Fields that must be there. A nullable one may be null, which the engine takes for absent, so a
/// keyword of our own looks for it; a field with a default is filled in before anybody looks.
fn required(schema: &Node, out: &mut Map<String, Value>) {
    let property = |name: &str| schema.get("properties").and_then(|properties| properties.get(name));
    for name in schema.dig_seq(&["required"]).filter_map(Node::as_str) {
        let property = property(name);
        if property.is_some_and(|property| property.get("default").is_some()) {
            continue;
        }
        let nullable = property.and_then(|it| it.get("nullable")).and_then(Node::as_bool) == Some(true);
        require(out, if nullable { PRESENT } else { "required" }, [name]);
    }
}

fn require<const N: usize>(out: &mut Map<String, Value>, keyword: &str, names: [&str; N]) {
    let list = out.entry(keyword).or_insert_with(|| Value::Array(Vec::new()));
    if let Some(list) = list.as_array_mut() {
        for name in names {
            if !list.iter().any(|own| own == name) {
                list.push(name.into());
            }
        }
    }
}

/// What tells the items of a list apart, which a server checks as it merges.
fn list_type(schema: &Node, out: &mut Map<String, Value>) {
    match schema.dig_str(&["x-kubernetes-list-type"]) {
        Some("set") => {
            out.insert("uniqueItems".to_owned(), Value::Bool(true));
        }
        Some("map") => {
            let keys: Map<String, Value> = schema
                .dig_seq(&["x-kubernetes-list-map-keys"])
                .filter_map(Node::as_str)
                .map(|key| {
                    let default = schema.dig(&["items", "properties", key, "default"]);
                    (key.to_owned(), default.map_or(Value::Null, Node::to_json))
                })
                .collect();
            if !keys.is_empty() {
                out.insert(LIST_KEYS.to_owned(), Value::Object(keys));
            }
        }
        _ => {}
    }
}

/// The `anyOf` that every integer-or-string carries says what `x-kubernetes-int-or-string` says.
fn is_int_or_string(branches: &[Node]) -> bool {
    let plain = |node: &Node, name: &str| {
        node.as_map().is_some_and(|map| map.len() == 1) && node.dig_str(&["type"]) == Some(name)
    };
    matches!(branches, [first, second] if plain(first, "integer") && plain(second, "string"))
}

/// The formats that a server checks and that mean the same to the engine; others are left out, as
/// a server leaves out those it does not know.
fn known_format(name: &str) -> Option<&'static str> {
    Some(match name {
        "byte" => "byte",
        "date-time" | "datetime" => "date-time",
        "date" => "date",
        "duration" => "duration",
        "ipv4" => "ipv4",
        "ipv6" => "ipv6",
        "int32" => "int32",
        "int64" => "int64",
        _ => return None,
    })
}

/// `$defs` with the metadata of objects, under the short name that converted schemas use.
fn object_meta(strict: bool) -> &'static Value {
    static STRICT: OnceLock<Value> = OnceLock::new();
    static LENIENT: OnceLock<Value> = OnceLock::new();
    let cell = if strict { &STRICT } else { &LENIENT };
    cell.get_or_init(|| {
        let mut schema = native::tighten(kinds::generate::<ObjectMeta>(), strict);
        let definitions = schema.as_object_mut().and_then(|object| object.remove("$defs"));
        let mut definitions = match definitions {
            Some(Value::Object(definitions)) => definitions,
            _ => Map::new(),
        };
        if let Some(object) = schema.as_object_mut() {
            object.remove("$schema");
        }
        definitions.insert("ObjectMeta".to_owned(), schema);
        Value::Object(definitions)
    })
}
