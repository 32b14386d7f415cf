use std::fmt;

/// Major, minor and patch version; a part that is not written counts as zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version {
    major: u32,
    minor: u32,
    patch: u32,
}

impl Version {
    /// A version.
    #[must_use]
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch }
    }

    /// The first version in a text: `v3.17.2+gcc0bbbd`, `Kustomize Version: v5.5.0`, `v3.22`.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        text.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == 'v')).find_map(|word| {
            let mut parts = word.trim_start_matches('v').split('.').map(str::parse::<u32>);
            let (Some(Ok(major)), Some(Ok(minor))) = (parts.next(), parts.next()) else { return None };
            let patch = parts.next().and_then(Result::ok).unwrap_or(0);
            Some(Self { major, minor, patch })
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{}.{}", self.major, self.minor, self.patch))
    }
}

/// The oldest kustomize whose renders are held equal by a test.
const KUSTOMIZE_FIRST: Version = Version::new(5, 5, 0);
/// The first kustomize that can talk to helm 4.
const KUSTOMIZE_FOR_HELM_4: Version = Version::new(5, 8, 1);
/// The first promtool that knows every field of our rules (`keep_firing_for`).
const PROMTOOL_FIRST: Version = Version::new(2, 42, 0);

/// Says why a kustomize is acceptable, or why not.
pub(super) fn kustomize(version: Version) -> Result<String, String> {
    if version < KUSTOMIZE_FIRST {
        Err(format!(
            "kustomize {version} is older than {KUSTOMIZE_FIRST}, the oldest that renders the tree alike"
        ))
    } else if version.major > 5 {
        Err(format!("kustomize {version} is not tried yet; 5.x from {KUSTOMIZE_FIRST} on is"))
    } else {
        Ok(format!("at least {KUSTOMIZE_FIRST} and below 6: renders of 5.5.0, 5.7.1 and 5.8.1 are equal"))
    }
}

/// Says why a helm is acceptable beside a kustomize, or why not.
pub(super) fn helm(version: Version, kustomize: Version) -> Result<String, String> {
    match version.major {
        3 => Ok("helm 3 works with every kustomize 5; each chart entry states kubeVersion and apiVersions, so the \
                 capabilities built into helm are not used"
            .to_owned()),
        4 if kustomize >= KUSTOMIZE_FOR_HELM_4 => {
            Ok(format!("kustomize {kustomize} is at least {KUSTOMIZE_FOR_HELM_4}, which can talk to helm 4"))
        }
        4 => Err(format!(
            "kustomize {kustomize} refuses helm 4 (helm {version}); take helm 3, or kustomize {KUSTOMIZE_FOR_HELM_4}"
        )),
        _ => Err(format!("helm {version} is not known to work; take helm 3")),
    }
}

/// Says why a promtool is acceptable, or why not.
pub(super) fn promtool(version: Version) -> Result<String, String> {
    if version < PROMTOOL_FIRST {
        Err(format!(
            "promtool {version} is older than {PROMTOOL_FIRST} and does not know every field of our rules"
        ))
    } else {
        Ok(format!("at least {PROMTOOL_FIRST}"))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("v5.8.1", Some(Version::new(5, 8, 1)))]
    #[case("v3.17.2+gcc0bbbd", Some(Version::new(3, 17, 2)))]
    #[case("v3.22", Some(Version::new(3, 22, 0)))]
    #[case("{Version:kustomize/v4.5.7 GitCommit:56d82a8}", Some(Version::new(4, 5, 7)))]
    #[case("Kustomize Version: v5.5.0", Some(Version::new(5, 5, 0)))]
    #[case("promtool, version 2.42.0+ds (branch: debian/sid)", Some(Version::new(2, 42, 0)))]
    #[case("(devel)", None)]
    #[case("unknown", None)]
    fn versions(#[case] text: &str, #[case] expected: Option<Version>) {
        assert_eq!(Version::find(text), expected);
    }

    #[rstest]
    #[case(Version::new(5, 4, 3), false)]
    #[case(Version::new(5, 5, 0), true)]
    #[case(Version::new(5, 8, 1), true)]
    #[case(Version::new(6, 0, 0), false)]
    fn kustomizes(#[case] version: Version, #[case] acceptable: bool) {
        assert_eq!(kustomize(version).is_ok(), acceptable);
    }

    #[rstest]
    #[case(Version::new(2, 17, 0), Version::new(5, 8, 1), false)]
    #[case(Version::new(3, 17, 2), Version::new(5, 5, 0), true)]
    #[case(Version::new(3, 22, 0), Version::new(5, 5, 0), true)]
    #[case(Version::new(4, 1, 4), Version::new(5, 7, 1), false)]
    #[case(Version::new(4, 1, 4), Version::new(5, 8, 0), false)]
    #[case(Version::new(4, 1, 4), Version::new(5, 8, 1), true)]
    #[case(Version::new(5, 0, 0), Version::new(5, 8, 1), false)]
    fn helms(#[case] version: Version, #[case] beside: Version, #[case] acceptable: bool) {
        assert_eq!(helm(version, beside).is_ok(), acceptable);
    }
}
