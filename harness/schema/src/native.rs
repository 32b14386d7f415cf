//! The schemas of built-in kinds, tightened to what a server decodes.
//!
//! The published API description leaves out what the Go types and their decoders know: that
//! unknown fields are refused, that a quantity may be a number, that `JSON` may be anything, which
//! integers have 32 bits.

use serde_json::{Map, Value, json};

/// What the places of a schema that hold any JSON look like.
const ANY: [&str; 1] = ["io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON"];
/// Objects whose members nobody describes.
const OPEN: [&str; 2] =
    ["io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1", "io.k8s.apimachinery.pkg.runtime.RawExtension"];
const QUANTITY: &str = "io.k8s.apimachinery.pkg.api.resource.Quantity";

/// Tightens the generated schema of a built-in kind.
pub(crate) fn tighten(mut schema: Value, strict: bool) -> Value {
    relax_status(&mut schema);
    if let Some(definitions) = schema.get_mut("$defs").and_then(Value::as_object_mut) {
        for name in ANY {
            if let Some(definition) = definitions.get_mut(name) {
                *definition = Value::Bool(true);
            }
        }
        for name in OPEN {
            if let Some(definition) = definitions.get_mut(name) {
                *definition = json!({"type": "object"});
            }
        }
        if let Some(definition) = definitions.get_mut(QUANTITY) {
            *definition = json!({"type": ["string", "number"], "format": "quantity"});
        }
    }
    let types = definition_types(&schema);
    walk(&mut schema, strict, &types);
    schema
}

/// Brings a JSON Schema file written by somebody else into the form that the engine is fast on
/// and that errors can be explained from.
pub(crate) fn adopt(mut schema: Value, strict: bool) -> Value {
    if let Some(object) = schema.as_object_mut() {
        for key in ["$schema", "$id", "id"] {
            object.remove(key);
        }
    }
    let types = definition_types(&schema);
    walk(&mut schema, strict, &types);
    schema
}

/// A server takes any status, in part or empty, and ignores it on creation.
fn relax_status(schema: &mut Value) {
    let status = schema.pointer("/properties/status");
    let name =
        status.and_then(reference).and_then(|name| name.strip_prefix("#/$defs/")).map(ToOwned::to_owned);
    if let Some(name) = name
        && let Some(definition) =
            schema.pointer_mut("/$defs").and_then(|definitions| definitions.get_mut(&name))
        && let Some(definition) = definition.as_object_mut()
    {
        definition.remove("required");
    }
}

/// The `$ref` of a schema that is one, bare or as the only element of `allOf`.
fn reference(schema: &Value) -> Option<&str> {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(target) => Some(target),
        None => match schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
            Some([only]) => only.get("$ref").and_then(Value::as_str),
            _ => None,
        },
    }
}

/// The one type of each definition that has one.
fn definition_types(schema: &Value) -> Map<String, Value> {
    let Some(definitions) = schema.get("$defs").and_then(Value::as_object) else { return Map::new() };
    definitions
        .iter()
        .filter_map(|(name, definition)| {
            let kind = definition.get("type")?.as_str()?;
            Some((format!("#/$defs/{name}"), kind.into()))
        })
        .collect()
}

/// Applies everything that is the same at every place of a schema.
fn walk(schema: &mut Value, strict: bool, types: &Map<String, Value>) {
    let Some(object) = schema.as_object_mut() else { return };
    object.remove("description");
    object.remove("default");
    if object.get("x-kubernetes-int-or-string") == Some(&Value::Bool(true)) {
        object.insert("type".to_owned(), json!(["integer", "string"]));
    }
    bound_integer(object);
    split_by_type(object, types);
    close(object, strict);
    for key in ["properties", "$defs", "definitions", "patternProperties"] {
        if let Some(members) = object.get_mut(key).and_then(Value::as_object_mut) {
            members.values_mut().for_each(|member| walk(member, strict, types));
        }
    }
    for key in ["items", "additionalProperties", "then", "not"] {
        if let Some(member) = object.get_mut(key) {
            walk(member, strict, types);
        }
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        if let Some(members) = object.get_mut(key).and_then(Value::as_array_mut) {
            for member in members {
                walk(member, strict, types);
            }
        }
    }
}

/// Unknown fields are refused where fields are described, and taken where the caller wants that.
fn close(object: &mut Map<String, Value>, strict: bool) {
    let described = object.contains_key("properties");
    let open = object.get("x-kubernetes-preserve-unknown-fields") == Some(&Value::Bool(true));
    if described && strict && !open && !object.contains_key("additionalProperties") {
        object.insert("additionalProperties".to_owned(), Value::Bool(false));
    }
    if described && !strict && object.get("additionalProperties") == Some(&Value::Bool(false)) {
        object.remove("additionalProperties");
    }
}

/// `format: int32` says how many bits the server decodes into; JSON Schema has no such format.
pub(crate) fn bound_integer(object: &mut Map<String, Value>) {
    let bounds = match object.get("format").and_then(Value::as_str) {
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Some("int64") => (i64::MIN, i64::MAX),
        Some("float" | "double" | "int-or-string") => {
            object.remove("format");
            return;
        }
        _ => return,
    };
    object.remove("format");
    let integer = match object.get("type") {
        Some(Value::String(name)) => name == "integer",
        Some(Value::Array(names)) => names.iter().any(|name| name == "integer"),
        _ => false,
    };
    if integer {
        object.entry("minimum").or_insert_with(|| bounds.0.into());
        object.entry("maximum").or_insert_with(|| bounds.1.into());
    }
}

/// Rewrites alternatives that differ by type into conditions: one error then names the one place
/// that is wrong, and nothing is looked at twice.
fn split_by_type(object: &mut Map<String, Value>, types: &Map<String, Value>) {
    for key in ["oneOf", "anyOf"] {
        let Some(branches) = object.get(key).and_then(Value::as_array) else { continue };
        if object.contains_key("type") || object.contains_key("allOf") {
            continue;
        }
        let kinds: Option<Vec<&Value>> = branches
            .iter()
            .map(|branch| {
                branch
                    .get("type")
                    .filter(|kind| kind.is_string())
                    .or_else(|| types.get(branch.get("$ref")?.as_str()?))
            })
            .collect();
        let Some(kinds) = kinds else { continue };
        let distinct = kinds.iter().enumerate().all(|(at, kind)| !kinds[..at].contains(kind));
        // An integer is a number too.
        let overlapping = kinds.contains(&&json!("integer")) && kinds.contains(&&json!("number"));
        if !distinct || overlapping {
            continue;
        }
        let all: Vec<Value> = kinds.iter().map(|kind| (*kind).clone()).collect();
        let conditions: Vec<Value> = branches
            .iter()
            .zip(&all)
            .filter(|(branch, _)| {
                branch.as_object().is_some_and(|it| it.len() > 1 || !it.contains_key("type"))
            })
            .map(|(branch, kind)| json!({"if": {"type": kind}, "then": branch}))
            .collect();
        object.remove(key);
        object.insert("type".to_owned(), Value::Array(all));
        if !conditions.is_empty() {
            object.insert("allOf".to_owned(), Value::Array(conditions));
        }
        return;
    }
}
