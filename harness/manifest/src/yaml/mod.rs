//! YAML as Kubernetes reads it, with the place of every key and value.
//!
//! Plain scalars are resolved as `kubectl` resolves them (YAML 1.1 booleans, octal integers with a
//! leading zero, underscores in integers), because an API server would see that value. A duplicate
//! key is an error: one of the two values would be lost silently.

mod decode;
mod node;
mod parse;
mod scalar;

pub use decode::{DecodeError, Fields, Spanned};
pub use node::{Entry, Mapping, Node, Number, Value};
pub use parse::{Document, ParseError, parse, parse_json, parse_one};

/// The text of a file and where its lines begin.
#[derive(Debug, Clone)]
pub struct Text {
    /// The path shown to people.
    pub file: String,
    /// The content.
    pub content: String,
    lines: Vec<u32>,
}

impl Text {
    /// Keeps a file's content and finds its lines.
    #[must_use]
    pub fn new(file: impl Into<String>, content: impl Into<String>) -> Self {
        let content = content.into();
        let mut lines = vec![0];
        lines.extend(
            content.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| offset(at + 1)),
        );
        Self { file: file.into(), content, lines }
    }

    /// Line and column of a byte, both from 1; the column counts characters.
    #[must_use]
    pub fn line_column(&self, at: u32) -> (u32, u32) {
        let line = self.lines.partition_point(|start| *start <= at).saturating_sub(1);
        let start = self.lines.get(line).copied().unwrap_or(0) as usize;
        let end = (at as usize).min(self.content.len());
        let column = self.content.get(start..end).map_or(0, |text| text.chars().count());
        (offset(line + 1), offset(column + 1))
    }
}

/// A byte offset or count as the 32 bits that spans hold.
///
/// Files of 4 GiB and more are refused by [`parse`], so this saturates only in theory.
pub(crate) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
