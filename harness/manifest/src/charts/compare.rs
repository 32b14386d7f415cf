//! The difference between two renders, object by object.

use std::collections::BTreeMap;

use conform_model::{JsonPointer, ObjectRef};
use serde::Serialize;
use serde_json::Value;

use crate::{
    Stack,
    yaml::{self, Node, Text},
};

/// How one object differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "difference", rename_all = "kebab-case")]
pub enum Change {
    /// Only the second render has it.
    Missing,
    /// Only the first render has it.
    Extra,
    /// A value differs; `null` stands for nothing on that side.
    Differs {
        /// Where.
        pointer: JsonPointer,
        /// The value in the first render, as JSON.
        first: Option<String>,
        /// The value in the second render, as JSON.
        second: Option<String>,
    },
}

/// One difference, and the clusters whose renders show it.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// The stage.
    pub stage: String,
    /// The object.
    #[serde(serialize_with = "as_text")]
    pub object: ObjectRef,
    /// How it differs.
    #[serde(flatten)]
    pub change: Change,
    /// The clusters.
    pub clusters: Vec<String>,
}

fn as_text<S: serde::Serializer>(object: &ObjectRef, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(object)
}

/// Differences that are known: `[Kind[/name]:]/pointer`, where `*` stands for any name or step and
/// everything below the pointer is meant, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    kind: Option<String>,
    name: Option<String>,
    steps: Vec<String>,
}

impl Ignore {
    /// Reads a pattern; `None` if it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (object, pointer) = match text.find(":/") {
            Some(at) => (Some(&text[..at]), &text[at + 1..]),
            None if text.starts_with('/') => (None, text),
            None => (Some(text), ""),
        };
        let steps = JsonPointer::parse(pointer)?.steps().collect();
        let (kind, name) = match object {
            None | Some("") => (None, None),
            Some(object) => match object.split_once('/') {
                None => (Some(object.to_owned()), None),
                Some((kind, name)) => (Some(kind.to_owned()), Some(name.to_owned())),
            },
        };
        Some(Self { kind, name, steps })
    }

    fn covers(&self, object: &ObjectRef, change: &Change) -> bool {
        let is = |pattern: &Option<String>, text: &str| {
            pattern.as_deref().is_none_or(|pattern| pattern == "*" || pattern == text)
        };
        if !is(&self.kind, &object.class.kind) || !is(&self.name, &object.name) {
            return false;
        }
        match change {
            Change::Missing | Change::Extra => self.steps.is_empty(),
            Change::Differs { pointer, .. } => {
                let mut steps = pointer.steps();
                self.steps
                    .iter()
                    .all(|wanted| steps.next().is_some_and(|step| wanted == "*" || *wanted == step))
            }
        }
    }
}

/// Compares two renders of the same tree.
#[must_use]
pub fn compare(first: &Stack, second: &Stack, ignore: &[Ignore]) -> Vec<Difference> {
    let mut found: BTreeMap<(String, ObjectRef, Change), Vec<String>> = BTreeMap::new();
    let mut note = |stage: &str, cluster: &str, object: &ObjectRef, change: Change| {
        if !ignore.iter().any(|pattern| pattern.covers(object, &change)) {
            found.entry((stage.to_owned(), object.clone(), change)).or_default().push(cluster.to_owned());
        }
    };
    for stage in &first.stages {
        let other = second.stages.iter().find(|it| it.cluster == stage.cluster && it.name == stage.name);
        let others = other.map(|other| other.objects.as_slice()).unwrap_or_default();
        let (name, cluster) = (stage.name.as_str(), stage.cluster.as_str());
        for object in &stage.objects {
            match others.iter().find(|other| other.id == object.id) {
                None => note(name, cluster, &object.id, Change::Extra),
                Some(other) => {
                    let mut changes = Vec::new();
                    descend(&object.node, &other.node, &JsonPointer::root(), &mut changes);
                    for change in changes {
                        note(name, cluster, &object.id, change);
                    }
                }
            }
        }
        for object in others.iter().filter(|object| !stage.objects.iter().any(|own| own.id == object.id)) {
            note(name, cluster, &object.id, Change::Missing);
        }
    }
    found
        .into_iter()
        .map(|((stage, object, change), clusters)| Difference { stage, object, change, clusters })
        .collect()
}

fn descend(first: &Node, second: &Node, at: &JsonPointer, out: &mut Vec<Change>) {
    if let (Some(one), Some(two)) = (first.as_map(), second.as_map()) {
        for entry in one {
            match two.get(&entry.key) {
                Some(value) => descend(&entry.value, value, &at.key(&entry.key), out),
                None => out.push(differs(at.key(&entry.key), Some(&entry.value), None)),
            }
        }
        for entry in two.iter().filter(|entry| one.get(&entry.key).is_none()) {
            out.push(differs(at.key(&entry.key), None, Some(&entry.value)));
        }
        return;
    }
    if let (Some(one), Some(two)) = (first.as_seq(), second.as_seq()) {
        lists(one, two, at, out);
        return;
    }
    if first.to_json() != second.to_json() && !same_inside(first, second) {
        out.push(differs(at.clone(), Some(first), Some(second)));
    }
}

/// Whether two texts are the same mapping, written down in another order or style.
fn same_inside(first: &Node, second: &Node) -> bool {
    let inside = |node: &Node| {
        let root = yaml::parse_one(&Text::new("value", node.as_str()?)).ok()?;
        root.as_map().is_some().then(|| root.to_json())
    };
    inside(first).is_some_and(|first| Some(first) == inside(second))
}

/// Elements with names are paired by name, all others by position.
fn lists(one: &[Node], two: &[Node], at: &JsonPointer, out: &mut Vec<Change>) {
    let named = |items: &[Node]| {
        let mut names: Vec<&str> = items.iter().filter_map(|item| item.dig_str(&["name"])).collect();
        names.sort_unstable();
        names.dedup();
        names.len() == items.len()
    };
    if named(one) && named(two) {
        let name = |item: &Node| item.dig_str(&["name"]).unwrap_or_default().to_owned();
        for (index, item) in one.iter().enumerate() {
            match two.iter().find(|other| name(other) == name(item)) {
                Some(other) => descend(item, other, &at.index(index), out),
                None => out.push(differs(at.index(index), Some(item), None)),
            }
        }
        for (index, item) in two.iter().enumerate() {
            if !one.iter().any(|other| name(other) == name(item)) {
                out.push(differs(at.index(index), None, Some(item)));
            }
        }
        return;
    }
    for index in 0..one.len().max(two.len()) {
        match (one.get(index), two.get(index)) {
            (Some(first), Some(second)) => descend(first, second, &at.index(index), out),
            (first, second) => out.push(differs(at.index(index), first, second)),
        }
    }
}

fn differs(pointer: JsonPointer, first: Option<&Node>, second: Option<&Node>) -> Change {
    let text = |node: Option<&Node>| node.map(|node| Value::to_string(&node.to_json()));
    Change::Differs { pointer, first: text(first), second: text(second) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use conform_model::ClusterId;
    use rstest::rstest;

    use super::*;
    use crate::{Stage, StageName};

    fn stack(content: &str) -> Stack {
        let cluster = ClusterId::parse("196-central").unwrap();
        let text = Arc::new(Text::new("cluster-196-central/50-kps.yaml", content));
        Stack { stages: vec![Stage::parse(cluster, StageName::new("50-kps"), &text, &|_| None)] }
    }

    const ONE: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n\
                       spec: {containers: [{name: web, image: i}, {name: log}], args: [1, 2]}\n---\n\
                       apiVersion: v1\nkind: Pod\nmetadata: {name: only-first}\n";
    const TWO: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {l: v}}\n\
                       spec: {containers: [{name: log}, {name: web, image: j}], args: [1]}\n---\n\
                       apiVersion: v1\nkind: Pod\nmetadata: {name: only-second}\n";

    #[test]
    fn every_difference_has_its_place_and_both_values() {
        let shown: Vec<String> = compare(&stack(ONE), &stack(TWO), &[])
            .iter()
            .map(|it| match &it.change {
                Change::Missing => format!("missing {}", it.object),
                Change::Extra => format!("extra {}", it.object),
                Change::Differs { pointer, first, second } => {
                    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
                    format!("{pointer} {} {}", text(first), text(second))
                }
            })
            .collect();
        assert_eq!(
            shown,
            [
                "/metadata/labels - {\"l\":\"v\"}",
                "/spec/args/1 2 -",
                "/spec/containers/0/image \"i\" \"j\"",
                "extra Pod only-first",
                "missing Pod only-second",
            ]
        );
        assert!(compare(&stack(ONE), &stack(ONE), &[]).is_empty());
    }

    #[test]
    fn text_that_holds_the_same_mapping_is_the_same() {
        let text = |value: &str| {
            stack(&format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name}\ndata: {{k: \"{value}\"}}\n",
                name = "{name: a}"
            ))
        };
        assert!(compare(&text("a: 1\\nb: 2"), &text("b: 2\\na: 1\\n"), &[]).is_empty());
        assert_eq!(compare(&text("a: 1"), &text("a: 2"), &[]).len(), 1);
        assert_eq!(compare(&text("one"), &text("two"), &[]).len(), 1);
    }

    #[rstest]
    #[case("Pod/a:/spec", 3)]
    #[case("/spec/containers/*/image", 4)]
    #[case("Pod/only-first", 4)]
    #[case("Service:/spec", 5)]
    #[case("Pod", 0)]
    fn known_differences_are_left_out(#[case] pattern: &str, #[case] left: usize) {
        let ignore = [Ignore::parse(pattern).unwrap()];
        assert_eq!(compare(&stack(ONE), &stack(TWO), &ignore).len(), left);
    }
}
