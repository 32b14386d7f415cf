use std::collections::{HashMap, HashSet};

use conform_model::Span;
use granit_parser::{Event, Parser, ScalarStyle, ScanError, Tag};

use super::{
    Text,
    node::{Entry, Mapping, Node, Value},
    offset, scalar,
};

/// How deep a document may nest; the deepest Kubernetes schema needs about 30.
const MAX_DEPTH: usize = 200;
/// How many nodes all aliases of a file may add together.
const MAX_ALIAS_NODES: usize = 1_000_000;

/// Why a text is no YAML that Kubernetes would read, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct ParseError {
    /// The file.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
    /// The bytes meant.
    pub span: Span,
    /// What is wrong.
    pub message: String,
}

/// One document of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its content.
    pub root: Node,
}

/// Reads every document of a text. Documents that hold nothing are left out.
pub fn parse(text: &Text) -> Result<Vec<Document>, ParseError> {
    Builder::new(text).run()
}

/// Reads JSON many times faster than as the YAML it is, too. Nothing in it has a place, and of a key
/// that stands twice the last value counts.
#[must_use]
pub fn parse_json(text: &str) -> Option<Node> {
    let value = serde_json::from_str(text).ok()?;
    Some(Node::from_json(&value, Span::default()))
}

/// Reads a text that must hold exactly one document.
pub fn parse_one(text: &Text) -> Result<Node, ParseError> {
    let mut documents = parse(text)?;
    match (documents.pop(), documents.pop()) {
        (Some(document), None) => Ok(document.root),
        (None, _) => Err(error_at(text, Span::default(), "the file holds no document")),
        (Some(second), Some(_)) => {
            Err(error_at(text, second.root.span, "the file holds more than one document; one is expected"))
        }
    }
}

fn error_at(text: &Text, span: Span, message: impl Into<String>) -> ParseError {
    let (line, column) = text.line_column(span.start);
    ParseError { file: text.file.clone(), line, column, span, message: message.into() }
}

/// A collection that is still open.
enum Open {
    Seq {
        start: u32,
        anchor: usize,
        items: Vec<Node>,
    },
    Map {
        start: u32,
        anchor: usize,
        entries: Vec<Entry>,
        merges: Vec<Node>,
        key: Option<(Box<str>, Span, bool)>,
    },
}

struct Builder<'t> {
    text: &'t Text,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    alias_nodes: usize,
    documents: Vec<Document>,
}

impl<'t> Builder<'t> {
    fn new(text: &'t Text) -> Self {
        Self { text, open: Vec::new(), anchors: HashMap::new(), alias_nodes: 0, documents: Vec::new() }
    }

    fn error(&self, span: Span, message: impl Into<String>) -> ParseError {
        error_at(self.text, span, message)
    }

    fn run(mut self) -> Result<Vec<Document>, ParseError> {
        let text = self.text;
        if u32::try_from(text.content.len()).is_err() {
            return Err(self.error(Span::default(), "the file is larger than 4 GiB"));
        }
        for event in Parser::new_from_str(&text.content) {
            let (event, span) = event.map_err(|error| self.scan_error(&error))?;
            let span = bytes(&span);
            self.event(event, span)?;
        }
        Ok(self.documents)
    }

    fn scan_error(&self, error: &ScanError) -> ParseError {
        let at = error.marker().byte_offset().map_or(0, offset);
        self.error(Span { start: at, end: at }, error.info())
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), ParseError> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&text, style, anchor, tag.as_deref(), span)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.collection_tag(tag.as_deref(), "seq", span)?;
                self.deeper(span)?;
                self.open.push(Open::Seq { start: span.start, anchor, items: Vec::new() });
                Ok(())
            }
            Event::MappingStart(_, anchor, tag) => {
                self.collection_tag(tag.as_deref(), "map", span)?;
                self.deeper(span)?;
                self.open.push(Open::Map {
                    start: span.start,
                    anchor,
                    entries: Vec::new(),
                    merges: Vec::new(),
                    key: None,
                });
                Ok(())
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(id) => {
                let Some(node) = self.anchors.get(&id) else {
                    return Err(self.error(span, "the alias stands inside what it names"));
                };
                let mut node = node.clone();
                self.alias_nodes += count(&node);
                if self.alias_nodes > MAX_ALIAS_NODES {
                    return Err(self.error(
                        span,
                        format!("the aliases of this file expand to more than {MAX_ALIAS_NODES} nodes"),
                    ));
                }
                node.span = span;
                self.add(node, false)
            }
            Event::DocumentEnd => {
                self.anchors.clear();
                Ok(())
            }
            // Options that would emit the remaining events are off.
            _ => Ok(()),
        }
    }

    fn deeper(&self, span: Span) -> Result<(), ParseError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(self.error(span, format!("nested deeper than {MAX_DEPTH} levels")));
        }
        Ok(())
    }

    fn collection_tag(&self, tag: Option<&Tag>, wanted: &str, span: Span) -> Result<(), ParseError> {
        match tag {
            None => Ok(()),
            Some(tag) if tag.is_yaml_core_schema_tag(wanted) => Ok(()),
            Some(tag) => Err(self.error(span, format!("Kubernetes knows no tag `{tag}` here"))),
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        span: Span,
    ) -> Result<(), ParseError> {
        let plain = style == ScalarStyle::Plain;
        let value = match tag {
            None if plain => scalar::resolve(text),
            None => Value::String(text.into()),
            Some(tag) if tag.is_yaml_core_schema_tag("str") => Value::String(text.into()),
            Some(tag)
                if ["int", "float", "bool", "null"].iter().any(|name| tag.is_yaml_core_schema_tag(name)) =>
            {
                scalar::resolve(text)
            }
            Some(tag) => return Err(self.error(span, format!("Kubernetes knows no tag `{tag}` here"))),
        };
        let node = Node { span, value };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        // A mapping key is text, whatever it would resolve to.
        if let Some(Open::Map { key: key @ None, .. }) = self.open.last_mut() {
            *key = Some((text.into(), span, plain && text == "<<"));
            return Ok(());
        }
        self.add(node, true)
    }

    fn close(&mut self, span: Span) -> Result<(), ParseError> {
        let (node, anchor) = match self.open.pop() {
            Some(Open::Seq { start, anchor, items }) => {
                let end = items.last().map_or(span.end, |item| item.span.end.max(span.start)).max(start);
                (Node { span: Span { start, end }, value: Value::Seq(items) }, anchor)
            }
            Some(Open::Map { start, anchor, entries, merges, .. }) => {
                let end = entries.last().map_or(span.end, |entry| entry.value.span.end).max(start);
                let map = self.mapping(entries, &merges)?;
                (Node { span: Span { start, end }, value: Value::Map(map) }, anchor)
            }
            None => return Err(self.error(span, "a collection ends that never began")),
        };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        self.add(node, false)
    }

    fn mapping(&self, mut entries: Vec<Entry>, merges: &[Node]) -> Result<Mapping, ParseError> {
        {
            let mut seen: HashSet<&str> = HashSet::with_capacity(entries.len());
            for entry in &entries {
                if !seen.insert(&entry.key) {
                    let first = entries
                        .iter()
                        .find(|other| other.key == entry.key)
                        .map_or(0, |first| self.text.line_column(first.key_span.start).0);
                    return Err(self.error(
                        entry.key_span,
                        format!("duplicate key `{}`, first set in line {first}", entry.key),
                    ));
                }
            }
        }
        for merge in merges {
            let sources: Vec<&Node> = match &merge.value {
                Value::Seq(items) => items.iter().collect(),
                _ => vec![merge],
            };
            for source in sources {
                let Value::Map(map) = &source.value else {
                    return Err(self.error(merge.span, "a merge key takes a mapping or a list of mappings"));
                };
                for entry in map {
                    if !entries.iter().any(|own| own.key == entry.key) {
                        entries.push(entry.clone());
                    }
                }
            }
        }
        Ok(Mapping::from_unique(entries))
    }

    fn add(&mut self, node: Node, scalar: bool) -> Result<(), ParseError> {
        match self.open.last_mut() {
            Some(Open::Seq { items, .. }) => items.push(node),
            Some(Open::Map { entries, merges, key, .. }) => match key.take() {
                Some((_, _, true)) => merges.push(node),
                Some((key, key_span, false)) => entries.push(Entry { key, key_span, value: node }),
                None => {
                    let span = node.span;
                    return Err(self.error(span, "a mapping key must be a scalar"));
                }
            },
            None if scalar && node.is_null() => {}
            None => self.documents.push(Document { root: node }),
        }
        Ok(())
    }
}

fn count(node: &Node) -> usize {
    1 + match &node.value {
        Value::Seq(items) => items.iter().map(count).sum(),
        Value::Map(map) => map.iter().map(|entry| count(&entry.value)).sum(),
        _ => 0,
    }
}

fn bytes(span: &granit_parser::Span) -> Span {
    // A reader of a `&str` knows every byte offset.
    span.byte_range()
        .map_or_else(Span::default, |range| Span { start: offset(range.start), end: offset(range.end) })
}

#[cfg(test)]
mod tests {
    use conform_model::JsonPointer;
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn read(content: &str) -> Result<Vec<serde_json::Value>, String> {
        parse(&Text::new("t.yaml", content))
            .map(|documents| documents.iter().map(|document| document.root.to_json()).collect())
            .map_err(|error| error.to_string())
    }

    #[rstest]
    #[case("a: 1\nb: [x, 'y', \"z\"]\n", r#"[{"a":1,"b":["x","y","z"]}]"#)]
    #[case("---\n---\na: 1\n---\n# nothing\n---\nb: 2\n", r#"[{"a":1},{"b":2}]"#)]
    #[case("a: &x {k: v}\nb: *x\n", r#"[{"a":{"k":"v"},"b":{"k":"v"}}]"#)]
    #[case(
        "base: &b {k: v, l: w}\nd:\n  <<: *b\n  k: own\n",
        r#"[{"base":{"k":"v","l":"w"},"d":{"k":"own","l":"w"}}]"#
    )]
    #[case("true: 1\n2: x\n", r#"[{"true":1,"2":"x"}]"#)]
    #[case("a: |\n  one\n  two\nb: >-\n  x\n  y\n", r#"[{"a":"one\ntwo\n","b":"x y"}]"#)]
    #[case("a: !!str 12\n", r#"[{"a":"12"}]"#)]
    #[case("'<<': x\n", r#"[{"<<":"x"}]"#)]
    fn documents_read_as_kubernetes_would(#[case] yaml: &str, #[case] json: &str) {
        let expected: Vec<serde_json::Value> = serde_json::from_str(json).unwrap();
        assert_eq!(read(yaml).unwrap(), expected);
    }

    #[rstest]
    #[case("a: 1\nb: 2\na: 3\n", "t.yaml:3:1: duplicate key `a`, first set in line 1")]
    #[case("a: [1, 2\n", "t.yaml:")]
    #[case("a:\n\t- b\n", "t.yaml:2")]
    #[case("? [a]\n: 1\n", "a mapping key must be a scalar")]
    #[case("a: !secret x\n", "Kubernetes knows no tag")]
    #[case("a: *x\n", "t.yaml:1")]
    #[case("a: &x\n  <<: 3\n", "a merge key takes a mapping")]
    fn what_is_wrong_is_said_with_its_place(#[case] yaml: &str, #[case] expected: &str) {
        let error = read(yaml).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }

    #[test]
    fn aliases_that_explode_are_refused() {
        let mut yaml = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for level in 1..10 {
            use std::fmt::Write as _;
            let below = format!("*a{}", level - 1);
            writeln!(yaml, "a{level}: &a{level} [{}]", vec![below; 10].join(",")).unwrap();
        }
        assert!(read(&yaml).unwrap_err().contains("expand to more than"));
    }

    #[test]
    fn deep_nesting_is_refused() {
        let flow = "[".repeat(5000);
        assert!(read(&flow).is_err());
        let levels: Vec<String> = (0..=MAX_DEPTH).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
        let block = levels.concat();
        assert!(
            read(&format!("{block}{}b: 1\n", " ".repeat(MAX_DEPTH + 1)))
                .unwrap_err()
                .contains("nested deeper")
        );
    }

    #[test]
    fn places_are_those_of_keys_and_values() {
        let text = Text::new("t.yaml", "kind: Pod\nspec:\n  containers:\n  - name: ä\n    image: nginx\n");
        let root = parse_one(&text).unwrap();
        let pointer = JsonPointer::parse("/spec/containers/0/image").unwrap();
        let span = root.span_at(&pointer);
        assert_eq!(&text.content[span.start as usize..span.end as usize], "image");
        assert_eq!(text.line_column(span.start), (5, 5));
        let value = root.at(&pointer).unwrap();
        assert_eq!(&text.content[value.span.start as usize..value.span.end as usize], "nginx");
        let missing = root.span_at(&JsonPointer::parse("/spec/containers/0/ports/2").unwrap());
        assert_eq!(text.line_column(missing.start), (4, 5));
    }

    #[test]
    fn one_document_is_one_document() {
        assert!(parse_one(&Text::new("t", "")).unwrap_err().message.contains("no document"));
        assert!(
            parse_one(&Text::new("t", "a: 1\n---\nb: 1\n")).unwrap_err().message.contains("more than one")
        );
    }

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            "[ -~äλ\n]{0,12}".prop_map(serde_json::Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(serde_json::Value::from),
                prop::collection::btree_map("[a-z]{1,6}", inner, 0..5)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn json_is_yaml(value in json()) {
            prop_assume!(!value.is_null());
            let text = serde_json::to_string_pretty(&value).unwrap();
            prop_assert_eq!(read(&text).unwrap(), vec![value]);
        }

        #[test]
        fn reading_never_panics(text in "[ -~\n\t]{0,80}") {
            let _outcome = read(&text);
        }
    }
}
