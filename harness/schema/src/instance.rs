//! Our spanned YAML as the schema engine sees it.
//!
//! A member of a mapping that is `null` is not there: an API server drops such members before it
//! looks at an object. Elements of sequences stay, null or not.

use std::borrow::Cow;

use conform_manifest::yaml::{Entry, Mapping, Node, Number, Value};
use jsonschema::{
    JsonType,
    json::{Array, Json, JsonNumber, Node as JsonNode, NodeIdentity, Object},
};

/// The representation: [`Node`] by reference.
pub(crate) struct Spanned;

impl Json for Spanned {
    type Node<'a> = &'a Node;
    type PreparedKey = Box<str>;
    type StringBuffer = Scratch;

    // A lookup compares keys one by one, so one pass over the members is cheaper.
    const KEYS_PER_LOOKUP: usize = 8;
    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> Box<str> {
        key.into()
    }

    fn with_string_node<T>(buffer: &mut Scratch, string: &str, f: impl FnOnce(&Node) -> T) -> T {
        buffer.0.value = Value::String(string.into());
        f(&buffer.0)
    }
}

/// Room for a node that holds a property's name.
pub(crate) struct Scratch(Node);

impl Default for Scratch {
    fn default() -> Self {
        Self(Node { span: conform_model::Span::default(), value: Value::Null })
    }
}

/// A number that JSON can write.
pub(crate) struct Finite(Number);

impl JsonNumber for Finite {
    fn as_u64(&self) -> Option<u64> {
        match self.0 {
            Number::Int(value) => u64::try_from(value).ok(),
            Number::UInt(value) => Some(value),
            Number::Float(_) => None,
        }
    }

    fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Number::Int(value) => Some(value),
            Number::UInt(_) | Number::Float(_) => None,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "the engine asks for the nearest float")]
    fn as_f64(&self) -> Option<f64> {
        Some(match self.0 {
            Number::Int(value) => value as f64,
            Number::UInt(value) => value as f64,
            Number::Float(value) => value,
        })
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Owned(self.0.to_string())
    }

    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        Cow::Owned(self.0.to_json().unwrap_or_else(|| 0.into()))
    }

    fn is_integer(&self) -> bool {
        match self.0 {
            Number::Int(_) | Number::UInt(_) => true,
            Number::Float(value) => value.fract() == 0.0,
        }
    }
}

impl<'a> JsonNode<'a, Spanned> for &'a Node {
    type Object = Members<'a>;
    type Array = &'a [Node];
    type Number = Finite;

    fn as_object(&self) -> Option<Members<'a>> {
        self.as_map().map(Members)
    }

    fn as_array(&self) -> Option<&'a [Node]> {
        self.as_seq()
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        self.as_str().map(Cow::Borrowed)
    }

    fn as_number(&self) -> Option<Finite> {
        match self.value {
            Value::Number(Number::Float(value)) if !value.is_finite() => None,
            Value::Number(number) => Some(Finite(number)),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        self.as_bool()
    }

    fn is_null(&self) -> bool {
        self.json_type() == JsonType::Null
    }

    fn json_type(&self) -> JsonType {
        match &self.value {
            // JSON has neither infinities nor not-a-number; as null they fit no schema of ours.
            Value::Number(Number::Float(value)) if !value.is_finite() => JsonType::Null,
            Value::Null => JsonType::Null,
            Value::Bool(_) => JsonType::Boolean,
            Value::Number(_) => JsonType::Number,
            Value::String(_) => JsonType::String,
            Value::Seq(_) => JsonType::Array,
            Value::Map(_) => JsonType::Object,
        }
    }

    fn equals_value(&self, expected: &serde_json::Value) -> bool {
        match (&self.value, expected) {
            (Value::String(own), serde_json::Value::String(other)) => **own == **other,
            (Value::Bool(own), serde_json::Value::Bool(other)) => own == other,
            (Value::String(_) | Value::Bool(_), _) => false,
            _ => jsonschema::json::cmp::equal(&self.to_value(), expected),
        }
    }

    // The engine copies the instance into each of its errors; ours are made from the node, so all
    // that a copy of a container would do is cost time.
    fn to_value(&self) -> Cow<'a, serde_json::Value> {
        Cow::Owned(self.to_json())
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(NodeIdentity::new(std::ptr::from_ref::<Node>(self) as usize))
    }
}

/// A mapping without its null members.
#[derive(Clone, Copy)]
pub(crate) struct Members<'a>(&'a Mapping);

impl<'a> Object<'a, Spanned> for Members<'a> {
    type Node = &'a Node;
    type MemberName = &'a str;
    type MembersIter = MembersIter<'a>;

    fn len(&self) -> usize {
        self.0.iter().filter(|entry| !entry.value.is_null()).count()
    }

    fn get(&self, key: &Box<str>) -> Option<&'a Node> {
        let mapping = self.0;
        mapping.get(key).filter(|value| !value.is_null())
    }

    fn members(&self) -> MembersIter<'a> {
        MembersIter(self.0.iter())
    }
}

/// Walks the members of a mapping that are not null.
pub(crate) struct MembersIter<'a>(std::slice::Iter<'a, Entry>);

impl<'a> Iterator for MembersIter<'a> {
    type Item = (&'a str, &'a Node);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.by_ref().find(|entry| !entry.value.is_null()).map(|entry| (&*entry.key, &entry.value))
    }
}

impl<'a> Array<'a, Spanned> for &'a [Node] {
    type Node = &'a Node;
    type ElementsIter = std::slice::Iter<'a, Node>;

    fn len(&self) -> usize {
        <[Node]>::len(self)
    }

    fn elements(&self) -> Self::ElementsIter {
        self.iter()
    }
}
