use serde::{Deserialize, Serialize};

use crate::{ClusterId, JsonPointer, ObjectRef};

/// A range of bytes in a text file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// First byte behind the range.
    pub end: u32,
}

/// Where something is that a person can open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// Path: below the repository or tree for a source file, `<overlay>/<stage>.yaml` for a render.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
    /// The bytes meant.
    pub span: Span,
    /// The object, for a place in a manifest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectRef>,
    /// The place inside the object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<JsonPointer>,
    /// The cluster whose render it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<ClusterId>,
    /// Where a rendered object comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

/// Where a rendered object comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The source file, or the kustomization whose generator made the object.
    pub file: String,
    /// The chart that was inflated, as `name version`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chart: Option<String>,
    /// The values file that the chart was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<String>,
    /// What changed the object afterwards, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub patches: Vec<Patch>,
}

/// A transformation that touched an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patch {
    /// The kustomization that names it.
    pub file: String,
    /// The transformer, such as `PatchTransformer`.
    pub kind: String,
}

/// The lines around a place, kept so that a report can show them without the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// The file, as in [`Location::file`].
    pub file: String,
    /// The bytes meant, in the file.
    pub span: Span,
    /// The number of the first line shown, from 1.
    pub first_line: u32,
    /// The lines.
    pub text: String,
    /// The bytes meant, in the lines shown.
    pub mark: Span,
}

/// A second place that explains a finding, such as the contract line that demands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// What the place shows.
    pub label: String,
    /// The place.
    pub location: Location,
}

/// One reason why a clause does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What is wrong, as a lower-case fragment.
    pub message: String,
    /// The place to mend or to look at first.
    pub location: Location,
    /// Other places that explain it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// True where something that is required is not there at all, so that nothing could be judged
    /// in it: every clause that looks at the thing says so.
    #[serde(default, skip_serializing_if = "is_false")]
    pub missing: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl Finding {
    /// A finding at its place.
    #[must_use]
    pub fn new(message: impl Into<String>, location: Location) -> Self {
        Self { message: message.into(), location, related: Vec::new(), help: None, missing: false }
    }

    /// A finding that something required is not there; the place is where it is required.
    #[must_use]
    pub fn missing(message: impl Into<String>, location: Location) -> Self {
        Self { missing: true, ..Self::new(message, location) }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, label: impl Into<String>, location: Location) -> Self {
        self.related.push(Related { label: label.into(), location });
        self
    }
}
