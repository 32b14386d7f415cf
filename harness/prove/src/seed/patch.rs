//! JSON Patch (RFC 6902) on nodes.

use conform_manifest::yaml::{Node, Value};
use conform_model::{JsonPointer, Span};

/// One operation of a patch.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Op {
    Add(JsonPointer, serde_json::Value),
    Replace(JsonPointer, serde_json::Value),
    Remove(JsonPointer),
    /// The place must hold this value: it says what a seed relies on.
    Test(JsonPointer, serde_json::Value),
}

/// Applies operations in their order; the error says which place is not as expected.
///
/// A new value stands where the value was that it replaces, or where its parent stands.
pub(crate) fn apply(root: &mut Node, ops: &[Op]) -> Result<(), String> {
    ops.iter().try_for_each(|op| match op {
        Op::Add(at, value) => add(root, at, value),
        Op::Replace(at, value) => {
            let node = root.at_mut(at).ok_or_else(|| nothing(at))?;
            *node = Node::from_json(value, node.span);
            Ok(())
        }
        Op::Remove(at) => remove(root, at),
        Op::Test(at, value) => {
            let found = root.at(at).ok_or_else(|| nothing(at))?.to_json();
            if found == *value { Ok(()) } else { Err(format!("{at} is {found}, not {value}")) }
        }
    })
}

fn nothing(at: &JsonPointer) -> String {
    format!("there is nothing at {at}")
}

/// The place that holds the pointer's, and the last step.
fn split(at: &JsonPointer) -> Result<(JsonPointer, String), String> {
    match (at.parent(), at.steps().last()) {
        (Some(parent), Some(step)) => Ok((parent, step)),
        _ => Err("a patch works inside an object; use delete and add for all of it".to_owned()),
    }
}

fn add(root: &mut Node, at: &JsonPointer, value: &serde_json::Value) -> Result<(), String> {
    let (parent, step) = split(at)?;
    let node = root.at_mut(&parent).ok_or_else(|| nothing(&parent))?;
    let span = node.span;
    match &mut node.value {
        Value::Map(map) => {
            let span = map.get(&step).map_or(span, |old| old.span);
            map.set(&step, Node::from_json(value, span), span);
            Ok(())
        }
        Value::Seq(items) => {
            let index = if step == "-" { items.len() } else { index(&step, items.len(), at)? };
            items.insert(index, Node::from_json(value, Span { start: span.start, end: span.start }));
            Ok(())
        }
        _ => Err(format!("{parent} is no mapping and no list")),
    }
}

fn remove(root: &mut Node, at: &JsonPointer) -> Result<(), String> {
    let (parent, step) = split(at)?;
    let node = root.at_mut(&parent).ok_or_else(|| nothing(&parent))?;
    match &mut node.value {
        Value::Map(map) => map.remove(&step).map(|_| ()).ok_or_else(|| nothing(at)),
        Value::Seq(items) if !items.is_empty() => {
            let index = index(&step, items.len() - 1, at)?;
            items.remove(index);
            Ok(())
        }
        _ => Err(nothing(at)),
    }
}

fn index(step: &str, last: usize, at: &JsonPointer) -> Result<usize, String> {
    step.parse().ok().filter(|index| *index <= last).ok_or_else(|| format!("{at} is outside of its list"))
}

#[cfg(test)]
mod tests {
    use conform_manifest::yaml::{Text, parse_one};
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn at(text: &str) -> JsonPointer {
        JsonPointer::parse(text).unwrap()
    }

    #[rstest]
    #[case(Op::Add(at("/a/c"), json!(2)), json!({"a": {"b": 1, "c": 2}, "l": [1, 2]}))]
    #[case(Op::Add(at("/a/b"), json!(2)), json!({"a": {"b": 2}, "l": [1, 2]}))]
    #[case(Op::Add(at("/l/0"), json!(0)), json!({"a": {"b": 1}, "l": [0, 1, 2]}))]
    #[case(Op::Add(at("/l/-"), json!(3)), json!({"a": {"b": 1}, "l": [1, 2, 3]}))]
    #[case(Op::Replace(at("/l/1"), json!("x")), json!({"a": {"b": 1}, "l": [1, "x"]}))]
    #[case(Op::Remove(at("/a/b")), json!({"a": {}, "l": [1, 2]}))]
    #[case(Op::Remove(at("/l/0")), json!({"a": {"b": 1}, "l": [2]}))]
    fn operations(#[case] op: Op, #[case] expected: serde_json::Value) {
        let mut root = parse_one(&Text::new("", "a: {b: 1}\nl: [1, 2]\n")).unwrap();
        apply(&mut root, &[op]).unwrap();
        assert_eq!(root.to_json(), expected);
    }

    #[rstest]
    #[case(Op::Replace(at("/x"), json!(1)), "there is nothing at /x")]
    #[case(Op::Remove(at("/l/2")), "/l/2 is outside of its list")]
    #[case(Op::Add(at("/a/b/c"), json!(1)), "/a/b is no mapping and no list")]
    #[case(Op::Add(at("/l/3"), json!(1)), "/l/3 is outside of its list")]
    #[case(Op::Test(at("/a/b"), json!(2)), "/a/b is 1, not 2")]
    #[case(
        Op::Remove(JsonPointer::root()),
        "a patch works inside an object; use delete and add for all of it"
    )]
    fn what_does_not_fit(#[case] op: Op, #[case] message: &str) {
        let mut root = parse_one(&Text::new("", "a: {b: 1}\nl: [1, 2]\n")).unwrap();
        assert_eq!(apply(&mut root, &[op]).unwrap_err(), message);
    }
}
