/// Whether one of these index patterns, with `*` for any part, covers a name or a narrower pattern.
pub(crate) fn covers<'a>(patterns: impl IntoIterator<Item = &'a str>, name: &str) -> bool {
    patterns.into_iter().any(|pattern| matches(pattern, name))
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, tail)) => name.strip_prefix(head).is_some_and(|rest| {
            (0..=rest.len()).any(|at| rest.get(at..).is_some_and(|rest| matches(tail, rest)))
        }),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("logs-*", "logs-2026.11.22", true)]
    #[case("logs-*", "logs-*", true)]
    #[case("*", "logs-*", true)]
    #[case("logs-2026*", "logs-*", false)]
    #[case("log-*", "logs-2026.11.22", false)]
    #[case("CN=logs-n*,OU=nodes", "CN=logs-n196,OU=nodes", true)]
    #[case("a*b*c", "aXbYc", true)]
    #[case("a*b*c", "aXbY", false)]
    fn patterns(#[case] pattern: &str, #[case] name: &str, #[case] covered: bool) {
        assert_eq!(covers([pattern], name), covered);
    }
}
