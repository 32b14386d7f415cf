use conform_manifest::yaml::{Spanned, Text};
use conform_model::{ContractId, Span};

use crate::{Facts, contracts::Place};

/// The version of OpenSearch that the contract pins for the image of its nodes; a contract that
/// pins none has the image's own fact in its place, and nothing is of that version.
pub(crate) fn pinned_version<'a>(cx: &Facts<'a>) -> &'a Spanned<String> {
    let contract = cx.contracts.get(ContractId::OpensearchDeployment);
    let image = contract.fact("image");
    let of_image =
        |place: &Option<Place>| matches!(place, Some(Place::Image(own)) if own.value == image.value);
    let pinned = contract.versions.iter().find(|version| of_image(&version.place));
    pinned.and_then(|version| version.pin.as_ref()).unwrap_or(image)
}

/// Major and minor number of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Release {
    major: u32,
    minor: u32,
}

impl Release {
    /// A release by its numbers.
    pub(crate) fn new(major: u32, minor: u32) -> Self {
        Self { major, minor }
    }

    /// Reads the first two numbers of a version such as `2.19.5`; what is no number counts as 0.
    pub(crate) fn parse(version: &str) -> Self {
        let mut parts = version.split('.').map(|part| part.parse().unwrap_or_default());
        Self { major: parts.next().unwrap_or_default(), minor: parts.next().unwrap_or_default() }
    }
}

/// Name and tag of an image reference; a digest is no part of either.
pub(crate) fn image_parts(reference: &str) -> (&str, Option<&str>) {
    let bare = reference.split('@').next().unwrap_or_default();
    match bare.rsplit_once(':') {
        // A colon before a slash belongs to the port of a registry.
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (bare, None),
    }
}

/// The recipe of an image: its instructions, each with its place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dockerfile {
    instructions: Vec<(String, Vec<String>, Span)>,
}

impl Dockerfile {
    /// Reads instructions; lines that end in a backslash go on in the next.
    pub(crate) fn parse(text: &Text) -> Self {
        let mut file = Self::default();
        let mut open = String::new();
        let (mut offset, mut start) = (0, 0);
        for line in text.content.split_inclusive('\n') {
            let code = line.trim();
            if open.is_empty() {
                start = offset;
            }
            offset += line.len();
            if code.starts_with('#') {
                continue;
            }
            open.push(' ');
            open.push_str(code.trim_end_matches('\\'));
            if code.ends_with('\\') {
                continue;
            }
            let mut words = std::mem::take(&mut open);
            words.retain(|letter| letter != '"');
            let mut words = words.split_whitespace().map(str::to_owned);
            if let Some(name) = words.next() {
                let at = |place: usize| u32::try_from(place).unwrap_or_default();
                let span = Span { start: at(start), end: at(offset.saturating_sub(1)) };
                file.instructions.push((name.to_ascii_uppercase(), words.collect(), span));
            }
        }
        file
    }

    /// The image that the last stage starts from.
    pub(crate) fn base(&self) -> Option<(&str, Span)> {
        let from = self.instructions.iter().rfind(|(name, ..)| name == "FROM")?;
        from.1.iter().find(|word| !word.starts_with("--")).map(|word| (word.as_str(), from.2))
    }

    /// The words of each `RUN`.
    pub(crate) fn runs(&self) -> impl Iterator<Item = (&[String], Span)> {
        let runs = self.instructions.iter().filter(|(name, ..)| name == "RUN");
        runs.map(|(_, words, span)| (words.as_slice(), *span))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("conform.local/opensearch-s3:2.19.5", "conform.local/opensearch-s3", Some("2.19.5"))]
    #[case("registry:5000/image", "registry:5000/image", None)]
    #[case("image:1@sha256:00", "image", Some("1"))]
    fn references(#[case] reference: &str, #[case] name: &str, #[case] tag: Option<&str>) {
        assert_eq!(image_parts(reference), (name, tag));
    }

    #[test]
    fn instructions_go_on_behind_a_backslash() {
        let text = Text::new("Dockerfile", "# base\nFROM a:1\nRUN one \\\n  && \"two\"\n");
        let file = Dockerfile::parse(&text);
        assert_eq!(file.base().map(|(base, _)| base), Some("a:1"));
        let runs: Vec<_> = file.runs().map(|(words, _)| words.join(" ")).collect();
        assert_eq!(runs, ["one && two"]);
    }

    #[rstest]
    #[case("2.19.5", Release::new(2, 19))]
    #[case("3", Release::new(3, 0))]
    fn releases(#[case] version: &str, #[case] release: Release) {
        assert_eq!(Release::parse(version), release);
    }
}
