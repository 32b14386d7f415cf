use conform_model::{Location, Span};

use super::{Entry, Node, Text};

/// A value of a contract or another file of ours, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub location: Location,
}

/// Why a file of ours does not have its form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct DecodeError {
    /// The file.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
    /// What is wrong.
    pub message: String,
}

/// Reads the members of a mapping one by one; a member nobody asked for is an error.
#[derive(Debug)]
pub struct Fields<'a> {
    text: &'a Text,
    node: &'a Node,
    asked: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// Begins to read a mapping.
    pub fn new(text: &'a Text, node: &'a Node) -> Result<Self, DecodeError> {
        let fields = Self { text, node, asked: Vec::new() };
        if node.as_map().is_none() {
            return Err(fields.error(node.span, format!("expected a mapping, found {}", node.type_name())));
        }
        Ok(fields)
    }

    /// An error at a place of this file.
    #[must_use]
    pub fn error(&self, span: Span, message: impl Into<String>) -> DecodeError {
        let (line, column) = self.text.line_column(span.start);
        DecodeError { file: self.text.file.clone(), line, column, message: message.into() }
    }

    /// Where something of this file stands.
    #[must_use]
    pub fn location(&self, span: Span) -> Location {
        self.text.location(span)
    }

    /// The member, if it is there and not null.
    pub fn optional(&mut self, key: &'static str) -> Option<&'a Node> {
        self.asked.push(key);
        self.node.get(key).filter(|node| !node.is_null())
    }

    /// The member, which must be there.
    pub fn required(&mut self, key: &'static str) -> Result<&'a Node, DecodeError> {
        self.optional(key).ok_or_else(|| self.missing(key))
    }

    /// The error that a member is missing.
    #[must_use]
    pub fn missing(&self, key: &str) -> DecodeError {
        self.error(self.node.span, format!("`{key}` is missing"))
    }

    /// A string that must be there and not be empty.
    pub fn string(&mut self, key: &'static str) -> Result<Spanned<String>, DecodeError> {
        let node = self.required(key)?;
        self.text_of(node)
    }

    /// A string that may be absent.
    pub fn optional_string(&mut self, key: &'static str) -> Result<Option<Spanned<String>>, DecodeError> {
        self.optional(key).map(|node| self.text_of(node)).transpose()
    }

    /// An integer that must be there.
    pub fn integer(&mut self, key: &'static str) -> Result<Spanned<i64>, DecodeError> {
        let node = self.required(key)?;
        match node.as_i64() {
            Some(value) => Ok(Spanned { value, location: self.location(node.span) }),
            None => Err(self.error(node.span, format!("expected an integer, found {}", node.type_name()))),
        }
    }

    /// A boolean; false where the member is absent.
    pub fn flag(&mut self, key: &'static str) -> Result<bool, DecodeError> {
        let Some(node) = self.optional(key) else { return Ok(false) };
        node.as_bool().ok_or_else(|| {
            self.error(node.span, format!("expected true or false, found {}", node.type_name()))
        })
    }

    /// A list of strings; empty where the member is absent.
    pub fn strings(&mut self, key: &'static str) -> Result<Vec<Spanned<String>>, DecodeError> {
        let items = self.list(key)?;
        items.iter().map(|item| self.text_of(item)).collect()
    }

    /// The elements of a list; empty where the member is absent.
    pub fn list(&mut self, key: &'static str) -> Result<&'a [Node], DecodeError> {
        let Some(node) = self.optional(key) else { return Ok(&[]) };
        node.as_seq()
            .ok_or_else(|| self.error(node.span, format!("expected a list, found {}", node.type_name())))
    }

    /// The entries of a mapping below this one; empty where the member is absent.
    pub fn entries(&mut self, key: &'static str) -> Result<Vec<&'a Entry>, DecodeError> {
        let Some(node) = self.optional(key) else { return Ok(Vec::new()) };
        node.as_map()
            .map(|map| map.iter().collect())
            .ok_or_else(|| self.error(node.span, format!("expected a mapping, found {}", node.type_name())))
    }

    /// The text of a scalar that is a string and not empty.
    pub fn text_of(&self, node: &Node) -> Result<Spanned<String>, DecodeError> {
        match node.as_str() {
            Some("") => Err(self.error(node.span, "must not be empty")),
            Some(value) => Ok(Spanned { value: value.to_owned(), location: self.location(node.span) }),
            None => Err(self.error(node.span, format!("expected a string, found {}", node.type_name()))),
        }
    }

    /// Ends the reading; a member that was never asked for is an error.
    pub fn finish(self) -> Result<(), DecodeError> {
        let unknown =
            self.node.as_map().into_iter().flatten().find(|entry| !self.asked.contains(&&*entry.key));
        match unknown {
            None => Ok(()),
            Some(entry) => Err(self.error(
                entry.key_span,
                format!("unknown field `{}`; known here: {}", entry.key, self.asked.join(", ")),
            )),
        }
    }
}

impl Text {
    /// Where some bytes of this file stand.
    #[must_use]
    pub fn location(&self, span: Span) -> Location {
        let (line, column) = self.line_column(span.start);
        Location {
            file: self.file.clone(),
            line,
            column,
            span,
            object: None,
            pointer: None,
            cluster: None,
            origin: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse_one;

    #[test]
    fn an_unknown_field_is_an_error_with_its_place() {
        let text = Text::new("c.yaml", "id: x\ntitel: y\n");
        let node = parse_one(&text).unwrap();
        let mut fields = Fields::new(&text, &node).unwrap();
        assert_eq!(fields.string("id").unwrap().value, "x");
        assert_eq!(fields.optional_string("title").unwrap(), None);
        let error = fields.finish().unwrap_err();
        assert_eq!(error.to_string(), "c.yaml:2:1: unknown field `titel`; known here: id, title");
    }

    #[test]
    fn a_missing_or_mistyped_field_is_an_error() {
        let text = Text::new("c.yaml", "id: 3\n");
        let node = parse_one(&text).unwrap();
        let mut fields = Fields::new(&text, &node).unwrap();
        assert!(fields.string("id").unwrap_err().message.contains("expected a string, found integer"));
        assert!(fields.string("name").unwrap_err().message.contains("`name` is missing"));
    }
}
