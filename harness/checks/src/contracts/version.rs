use std::cmp::Ordering;

use conform_manifest::yaml::{DecodeError, Fields, Spanned, Text};
use jiff::civil::Date;

/// Where the tree names the version of a component.
#[derive(Debug, Clone)]
pub enum Place {
    /// In the `helmCharts` entries of this chart.
    Chart(Spanned<String>),
    /// In the tags of images of this repository, such as `quay.io/thanos/thanos`.
    Image(Spanned<String>),
    /// In this variable of a script.
    Variable {
        /// The variable.
        name: Spanned<String>,
        /// The script, as the source tree names it.
        file: String,
    },
}

/// When and why a component gets no more fixes.
#[derive(Debug, Clone)]
pub struct EndOfLife {
    /// What ended or ends.
    pub note: Spanned<String>,
    /// The day, where it is known.
    pub date: Option<Date>,
    /// Who says so.
    pub source: Spanned<String>,
}

/// A component and its version.
#[derive(Debug, Clone)]
pub struct Version {
    /// What it is called.
    pub component: Spanned<String>,
    /// The version the tree uses; absent for what the site brings.
    pub pin: Option<Spanned<String>>,
    /// The oldest version for which what the stack facts say holds.
    pub floor: Option<Spanned<String>>,
    /// Where the tree names it; absent for what the site brings.
    pub place: Option<Place>,
    /// When it gets no more fixes, where that is known.
    pub end_of_life: Option<EndOfLife>,
}

impl Version {
    pub(super) fn read(text: &Text, fields: &mut Fields<'_>) -> Result<Self, DecodeError> {
        let component = fields.string("component")?;
        let pin = fields.optional_string("pin")?;
        let floor = fields.optional_string("floor")?;
        let chart = fields.optional_string("chart")?.map(Place::Chart);
        let image = fields.optional_string("image")?.map(Place::Image);
        let variable = match fields.optional_string("variable")? {
            Some(name) => Some(Place::Variable { name, file: fields.string("file")?.value }),
            None => None,
        };
        let mut places: Vec<Place> = [chart, image, variable].into_iter().flatten().collect();
        let wrong = |message: &str| fields.error(component.location.span, message);
        let place = places.pop();
        if !places.is_empty() {
            return Err(wrong("a version stands in one place: `chart`, `image`, or `variable` with `file`"));
        }
        if place.is_some() != (pin.is_some() && floor.is_some()) {
            return Err(wrong("`pin` and `floor` need the place where the tree names the version"));
        }
        for version in [&pin, &floor].into_iter().flatten() {
            if numbers(&version.value).is_none() {
                return Err(
                    fields.error(version.location.span, "a version is dotted numbers, such as v1.2.3")
                );
            }
        }
        let end_of_life = match fields.optional("end-of-life") {
            None => None,
            Some(node) => {
                let mut fields = Fields::new(text, node)?;
                let date = match fields.optional_string("date")? {
                    None => None,
                    Some(day) => Some(day.value.parse().map_err(|_| {
                        fields.error(day.location.span, "expected a day, such as 2026-10-27")
                    })?),
                };
                let end = EndOfLife { note: fields.string("note")?, date, source: fields.string("source")? };
                fields.finish()?;
                Some(end)
            }
        };
        Ok(Self { component, pin, floor, place, end_of_life })
    }
}

/// The dotted numbers of a version, such as 1, 2 and 3 of `v1.2.3-distroless`; what stands behind
/// a hyphen, a plus or an at sign tells variants apart, not versions.
fn numbers(version: &str) -> Option<Vec<u64>> {
    let digits = version.strip_prefix('v').unwrap_or(version);
    let digits = digits.split(['-', '+', '@']).next().unwrap_or_default();
    digits.split('.').map(|part| part.parse().ok()).collect()
}

/// Compares two versions by their numbers; `None` where one of them is none.
#[must_use]
pub fn compare_versions(left: &str, right: &str) -> Option<Ordering> {
    let (mut left, mut right) = (numbers(left)?, numbers(right)?);
    let length = left.len().max(right.len());
    left.resize(length, 0);
    right.resize(length, 0);
    Some(left.cmp(&right))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("v0.9.1", "v0.42.4", Some(Ordering::Less))]
    #[case("1.12", "1.12.0", Some(Ordering::Equal))]
    #[case("v3.14.0-distroless", "3.14.0", Some(Ordering::Equal))]
    #[case("v1.15.1@sha256:00", "v1.15.0", Some(Ordering::Greater))]
    #[case("latest", "1.0", None)]
    #[case("", "1.0", None)]
    fn versions_are_compared_by_number(
        #[case] left: &str,
        #[case] right: &str,
        #[case] expected: Option<Ordering>,
    ) {
        assert_eq!(compare_versions(left, right), expected);
    }
}
