//! What Git ignores, by the rules of one file.

/// The rules of a `.gitignore`.
#[derive(Debug)]
pub(crate) struct Ignore {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    ignores: bool,
    folders_alone: bool,
    parts: Vec<String>,
}

impl Ignore {
    /// Reads them.
    pub(crate) fn parse(text: &str) -> Self {
        let rules = text
            .lines()
            .map(str::trim_end)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| {
                let (ignores, pattern) = line.strip_prefix('!').map_or((true, line), |rest| (false, rest));
                let folders_alone = pattern.ends_with('/');
                let inner = pattern.trim_end_matches('/');
                let anchored = inner.contains('/');
                let mut parts: Vec<String> =
                    inner.trim_start_matches('/').split('/').map(ToOwned::to_owned).collect();
                if !anchored {
                    parts.insert(0, "**".to_owned());
                }
                Rule { ignores, folders_alone, parts }
            })
            .collect();
        Self { rules }
    }

    /// Whether a file is ignored, by its path below the folder of the rules: it is, or a folder that
    /// it lies in is, the last rule that matches deciding.
    pub(crate) fn ignores(&self, path: &str) -> bool {
        let parts: Vec<&str> = path.split('/').collect();
        (1..=parts.len()).any(|length| {
            let folder = length < parts.len();
            self.rules
                .iter()
                .rev()
                .find(|rule| (folder || !rule.folders_alone) && matches(&rule.parts, &parts[..length]))
                .is_some_and(|rule| rule.ignores)
        })
    }
}

fn matches(pattern: &[String], path: &[&str]) -> bool {
    match (pattern.split_first(), path.split_first()) {
        (None, None) => true,
        (Some((first, rest)), _) if first == "**" => {
            if rest.is_empty() {
                // At the end it means everything below, not the folder itself.
                return !path.is_empty();
            }
            (0..=path.len()).any(|skipped| matches(rest, &path[skipped..]))
        }
        (Some((first, rest)), Some((own, below))) => part(first, own) && matches(rest, below),
        _ => false,
    }
}

/// Whether one part of a path matches, `*` standing for any run of characters.
fn part(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, tail)) => name.strip_prefix(head).is_some_and(|rest| {
            (0..=rest.len()).any(|at| rest.is_char_boundary(at) && part(tail, &rest[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("a/20-secrets/b/x.env", true)]
    #[case("a/20-secrets/x.env", true)]
    #[case("a/20-secrets/b/x.env.example", false)]
    #[case("a/20-secrets/b/kustomization.yaml", false)]
    #[case("a/30-longhorn/x.env", false)]
    #[case("charts/x/Chart.yaml", true)]
    #[case("a/charts", false)]
    #[case("a/b/x.swp", true)]
    fn the_last_rule_decides(#[case] path: &str, #[case] ignored: bool) {
        let rules = Ignore::parse(
            "/charts/\n*.swp\n# no\n/*/20-secrets/**\n!/*/20-secrets/**/\n\
             !/*/20-secrets/**/kustomization.yaml\n!/*/20-secrets/**/*.example\n",
        );
        assert_eq!(rules.ignores(path), ignored);
    }
}
