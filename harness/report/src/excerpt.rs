use std::collections::BTreeSet;

use conform_model::{Excerpt, Location, Record, Span};

/// How many findings of one clause are shown in full; the rest is counted.
pub(crate) const SHOWN: usize = 10;
/// How many lines above the meant one are shown.
const LINES_ABOVE: usize = 2;

/// The lines around a place of a text: those above it as far as they belong to the same document.
///
/// A place that spans lines is shown by its first one.
#[must_use]
pub(crate) fn excerpt(location: &Location, text: &str) -> Option<Excerpt> {
    let start = (location.span.start as usize).min(text.len());
    let line_start = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let line_end = text.get(start..)?.find('\n').map_or(text.len(), |at| start + at);
    let mut from = line_start;
    let mut above = 0;
    while above < LINES_ABOVE && from > 0 {
        let before = text[..from - 1].rfind('\n').map_or(0, |at| at + 1);
        if text[before..from - 1].trim_end() == "---" {
            break;
        }
        from = before;
        above += 1;
    }
    let end = (location.span.end as usize).clamp(start, line_end).max((start + 1).min(line_end));
    let byte = |at: usize| u32::try_from(at - from).ok();
    Some(Excerpt {
        file: location.file.clone(),
        span: location.span,
        first_line: location.line.saturating_sub(u32::try_from(above).ok()?).max(1),
        text: text.get(from..line_end)?.to_owned(),
        mark: Span { start: byte(start)?, end: byte(end)? },
    })
}

/// The lines around every place that a report of these records shows. Nothing of a Secret is among
/// them: a report is handed on.
#[must_use]
pub fn excerpts<'a>(records: &[Record], source: &dyn Fn(&str) -> Option<&'a str>) -> Vec<Excerpt> {
    let mut seen = BTreeSet::new();
    let mut excerpts = Vec::new();
    let shown = records.iter().flat_map(|record| record.findings.iter().take(SHOWN));
    for finding in shown {
        let related = finding.related.iter().map(|related| &related.location);
        for location in std::iter::once(&finding.location).chain(related) {
            let secret = location.object.as_ref().is_some_and(|object| object.class.kind == "Secret");
            if !secret && seen.insert((location.file.as_str(), location.span)) {
                excerpts.extend(source(&location.file).and_then(|text| excerpt(location, text)));
            }
        }
    }
    excerpts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(text: &str, meant: &str) -> Location {
        let start = text.find(meant).unwrap();
        let byte = |at: usize| u32::try_from(at).unwrap();
        Location {
            file: "a.yaml".to_owned(),
            line: byte(text[..start].matches('\n').count()) + 1,
            column: 1,
            span: Span { start: byte(start), end: byte(start + meant.len()) },
            object: None,
            pointer: None,
            cluster: None,
            origin: None,
        }
    }

    #[test]
    fn two_lines_above_are_shown_and_the_place_is_marked() {
        let text = "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\n";
        let shown = excerpt(&location(text, "4"), text).unwrap();
        assert_eq!((shown.text.as_str(), shown.first_line), ("b: 2\nc: 3\nd: 4", 2));
        assert_eq!(&shown.text[shown.mark.start as usize..shown.mark.end as usize], "4");
    }

    #[test]
    fn no_line_of_the_document_before_is_shown() {
        let text = "password: x\n---\nd: 4\n";
        let shown = excerpt(&location(text, "4"), text).unwrap();
        assert_eq!((shown.text.as_str(), shown.first_line), ("d: 4", 3));
    }
}
