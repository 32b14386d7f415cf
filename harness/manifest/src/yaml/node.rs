use std::fmt;

use conform_model::{JsonPointer, Span};

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The bytes of the value.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Box<str>),
    /// A sequence.
    Seq(Vec<Node>),
    /// A mapping, in the order of the file.
    Map(Mapping),
}

/// A number as Kubernetes would read it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// Fits 64 bits with sign.
    Int(i64),
    /// Above the signed range.
    UInt(u64),
    /// Has a fraction, an exponent, or is too large.
    Float(f64),
}

impl Number {
    /// The number as JSON writes it, or `None` for infinities and not-a-number.
    #[must_use]
    pub fn to_json(self) -> Option<serde_json::Number> {
        match self {
            Self::Int(value) => Some(value.into()),
            Self::UInt(value) => Some(value.into()),
            Self::Float(value) => serde_json::Number::from_f64(value),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(value) => value.fmt(f),
            Self::UInt(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
        }
    }
}

/// The entries of a mapping, in the order of the file; keys are unique.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mapping {
    entries: Vec<Entry>,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Box<str>,
    /// The bytes of the key.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Mapping {
    /// Takes entries whose keys are known to be unique.
    pub(crate) fn from_unique(entries: Vec<Entry>) -> Self {
        Self { entries }
    }

    /// The entries in the order of the file.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.entries.iter()
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry of a key.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| &*entry.key == key)
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|entry| &*entry.key == key).map(|entry| &mut entry.value)
    }

    /// Sets a key, behind all others if it is new; a new entry stands where `span` says.
    pub fn set(&mut self, key: &str, value: Node, span: Span) {
        match self.get_mut(key) {
            Some(node) => *node = value,
            None => self.entries.push(Entry { key: key.into(), key_span: span, value }),
        }
    }

    /// Takes a key out.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        let at = self.entries.iter().position(|entry| &*entry.key == key)?;
        Some(self.entries.remove(at).value)
    }
}

impl<'a> IntoIterator for &'a Mapping {
    type Item = &'a Entry;
    type IntoIter = std::slice::Iter<'a, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Node {
    /// The mapping, if it is one.
    #[must_use]
    pub fn as_map(&self) -> Option<&Mapping> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The sequence, if it is one.
    #[must_use]
    pub fn as_seq(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Seq(items) => Some(items),
            _ => None,
        }
    }

    /// The string, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The boolean, if it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The integer, if it is one within 64 bits with sign.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self.value {
            Value::Number(Number::Int(value)) => Some(value),
            _ => None,
        }
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The member of a mapping, or `None` for any other value.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// The node at the end of a route of keys, such as `["spec", "template"]`.
    #[must_use]
    pub fn dig(&self, route: &[&str]) -> Option<&Node> {
        route.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The string at the end of a route of keys.
    #[must_use]
    pub fn dig_str(&self, route: &[&str]) -> Option<&str> {
        self.dig(route)?.as_str()
    }

    /// The elements of the sequence at the end of a route; none if there is no sequence.
    pub fn dig_seq(&self, route: &[&str]) -> std::slice::Iter<'_, Node> {
        self.dig(route).and_then(Node::as_seq).unwrap_or_default().iter()
    }

    /// The node that a pointer names.
    #[must_use]
    pub fn at(&self, pointer: &JsonPointer) -> Option<&Node> {
        pointer.steps().try_fold(self, |node, step| match &node.value {
            Value::Map(map) => map.get(&step),
            Value::Seq(items) => items.get(step.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// The node that a pointer names, to be changed.
    pub fn at_mut(&mut self, pointer: &JsonPointer) -> Option<&mut Node> {
        pointer.steps().try_fold(self, |node, step| match &mut node.value {
            Value::Map(map) => map.get_mut(&step),
            Value::Seq(items) => items.get_mut(step.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// The place a pointer names: its key for a member of a mapping, else the value; where the
    /// pointer leads nowhere, the nearest existing place above it.
    #[must_use]
    pub fn span_at(&self, pointer: &JsonPointer) -> Span {
        let mut node = self;
        let mut span = self.span;
        for step in pointer.steps() {
            let next = match &node.value {
                Value::Map(map) => map.entry(&step).map(|entry| (entry.key_span, &entry.value)),
                Value::Seq(items) => {
                    step.parse::<usize>().ok().and_then(|at| items.get(at)).map(|item| (item.span, item))
                }
                _ => None,
            };
            let Some((place, below)) = next else { break };
            span = place;
            node = below;
        }
        span
    }

    /// What kind of value it is, in the words of JSON Schema.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(Number::Float(_)) => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Seq(_) => "array",
            Value::Map(_) => "object",
        }
    }

    /// The value without places. Infinities and not-a-number become null, as JSON has none.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(number) => number.to_json().map_or(serde_json::Value::Null, Into::into),
            Value::String(text) => (&**text).into(),
            Value::Seq(items) => items.iter().map(Node::to_json).collect(),
            Value::Map(map) => {
                map.iter().map(|entry| (entry.key.to_string(), entry.value.to_json())).collect()
            }
        }
    }

    /// A value made in memory; all of it stands where `span` says.
    #[must_use]
    pub fn from_json(value: &serde_json::Value, span: Span) -> Self {
        let value = match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(*value),
            serde_json::Value::Number(number) => Value::Number(number.as_i64().map_or_else(
                || {
                    number
                        .as_u64()
                        .map_or_else(|| Number::Float(number.as_f64().unwrap_or(f64::NAN)), Number::UInt)
                },
                Number::Int,
            )),
            serde_json::Value::String(text) => Value::String(text.as_str().into()),
            serde_json::Value::Array(items) => {
                Value::Seq(items.iter().map(|item| Self::from_json(item, span)).collect())
            }
            serde_json::Value::Object(map) => Value::Map(Mapping::from_unique(
                map.iter()
                    .map(|(key, value)| Entry {
                        key: key.as_str().into(),
                        key_span: span,
                        value: Self::from_json(value, span),
                    })
                    .collect(),
            )),
        };
        Self { span, value }
    }
}
