/// A time as OpenSearch writes it, such as `14d` or `500ms`.
///
/// Source: the units that OpenSearch documents for time values. Kept in nanoseconds, its finest
/// unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TimeValue {
    nanos: u128,
}

const UNITS: &[(&str, u128)] = &[
    // Longer names first, so that `ms` is not taken for `s`.
    ("nanos", 1),
    ("micros", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
];

impl TimeValue {
    /// Reads a whole number with a unit; `None` for anything else, `-1` included.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (digits, unit) =
            UNITS.iter().find_map(|(name, unit)| text.strip_suffix(name).map(|digits| (digits, unit)))?;
        let number: u64 = digits.parse().ok()?;
        Some(Self { nanos: u128::from(number) * unit })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("14d", Some(1_209_600))]
    #[case("336h", Some(1_209_600))]
    #[case("5s", Some(5))]
    #[case("60000ms", Some(60))]
    #[case("2m", Some(120))]
    #[case("-1", None)]
    #[case("14 days", None)]
    #[case("14", None)]
    #[case("1.5d", None)]
    #[case("d", None)]
    fn times(#[case] text: &str, #[case] seconds: Option<u128>) {
        let nanos = seconds.map(|seconds: u128| seconds * 1_000_000_000);
        assert_eq!(TimeValue::parse(text).map(|time| time.nanos), nanos);
    }
}
