use std::collections::BTreeMap;

use conform_model::{Evidence, Finding, Verdict};

/// What a judge found; the verdict follows from it.
#[derive(Debug, Default)]
pub struct Outcome {
    findings: Vec<Finding>,
    examined: BTreeMap<&'static str, u64>,
    blocked: Vec<String>,
    not_applicable: Option<String>,
}

impl Outcome {
    /// Nothing found yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts something that was looked at, by what it is in the plural: `containers`.
    ///
    /// A judge that counted nothing and found nothing has not judged: see [`Self::verdict`].
    pub fn examine(&mut self, what: &'static str) {
        *self.examined.entry(what).or_default() += 1;
    }

    /// Says why the clause does not hold.
    pub fn fail(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Says that a part could not be looked at.
    pub fn block(&mut self, reason: impl Into<String>) {
        self.blocked.push(reason.into());
    }

    /// Says that a contract exempts this stack from the clause.
    pub fn not_applicable(&mut self, reason: impl Into<String>) {
        self.not_applicable = Some(reason.into());
    }

    /// Findings in the order of their places.
    #[must_use]
    pub fn into_findings(mut self) -> Vec<Finding> {
        let place = |finding: &Finding| {
            (
                finding.location.file.clone(),
                finding.location.line,
                finding.location.column,
                finding.message.clone(),
            )
        };
        self.findings.sort_by_cached_key(place);
        self.findings.dedup();
        self.findings
    }

    /// What was looked at.
    #[must_use]
    pub fn evidence(&self) -> Vec<Evidence> {
        self.examined
            .iter()
            .map(|(what, count)| Evidence::Examined { what: (*what).to_owned(), count: *count })
            .collect()
    }

    /// The verdict, and the reason where it is neither Pass nor Fail.
    ///
    /// A finding outweighs what could not be looked at. `None` means that nothing was looked at and
    /// nothing was said: the caller reports the absence as a failure.
    #[must_use]
    pub fn verdict(&self) -> Option<(Verdict, Option<String>)> {
        if !self.findings.is_empty() {
            Some((Verdict::Fail, None))
        } else if !self.blocked.is_empty() {
            let mut reasons = self.blocked.clone();
            reasons.sort();
            reasons.dedup();
            Some((Verdict::Blocked, Some(reasons.join("; "))))
        } else if let Some(reason) = &self.not_applicable {
            Some((Verdict::NotApplicable, Some(reason.clone())))
        } else if self.examined.is_empty() {
            None
        } else {
            Some((Verdict::Pass, None))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_looked_at_is_no_pass() {
        assert_eq!(Outcome::new().verdict(), None);
    }

    #[test]
    fn blocked_is_not_a_pass_either() {
        let mut outcome = Outcome::new();
        outcome.examine("things");
        assert_eq!(outcome.verdict(), Some((Verdict::Pass, None)));
        outcome.block("b");
        outcome.block("a");
        assert_eq!(outcome.verdict(), Some((Verdict::Blocked, Some("a; b".to_owned()))));
    }
}
