use std::collections::BTreeMap;

use super::State;

/// A rule that raises an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRule {
    /// The alert's name.
    pub name: String,
    /// The query that holds while something is wrong; empty where there is none.
    pub expression: String,
    /// How bad it is; empty where the rule does not say.
    pub severity: String,
    /// How long the expression has to hold before the alert fires; empty for at once.
    pub duration: String,
    /// What people are told.
    pub annotations: BTreeMap<String, String>,
}

/// What keeps the person who is woken from helping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AlertError {
    /// It can never fire.
    #[error("alert {0} has no expression")]
    NoExpression(String),
    /// Nobody knows how bad it is.
    #[error("alert {0} has no severity")]
    NoSeverity(String),
    /// It does not say something that it must.
    #[error("alert {0} has no {1}")]
    NoAnnotation(String, &'static str),
    /// It leads somewhere else than to its runbook.
    #[error("alert {0} leads to `{1}` instead of its runbook")]
    OtherRunbook(String, String),
}

impl AlertError {
    /// The member of the rule that is wrong.
    #[must_use]
    pub fn route(&self) -> &'static [&'static str] {
        match self {
            Self::NoExpression(_) => &["expr"],
            Self::NoSeverity(_) => &["labels", "severity"],
            Self::NoAnnotation(_, "summary") => &["annotations", "summary"],
            Self::NoAnnotation(..) => &["annotations", "description"],
            Self::OtherRunbook(..) => &["annotations", "runbook_url"],
        }
    }
}

impl AlertRule {
    /// The end of the address of its runbook: a heading that is called after it.
    #[must_use]
    pub fn runbook_anchor(&self) -> String {
        format!("#{}", self.name.to_lowercase())
    }

    /// Everything that is wrong with a rule by itself.
    #[must_use]
    pub fn check(&self) -> Vec<AlertError> {
        let name = || self.name.clone();
        let annotation = |key: &str| self.annotations.get(key).map_or("", String::as_str);
        let mut wrong = Vec::new();
        if self.expression.trim().is_empty() {
            wrong.push(AlertError::NoExpression(name()));
        }
        if self.severity.is_empty() {
            wrong.push(AlertError::NoSeverity(name()));
        }
        for key in ["summary", "description"] {
            if annotation(key).is_empty() {
                wrong.push(AlertError::NoAnnotation(name(), key));
            }
        }
        let url = annotation("runbook_url");
        if !url.ends_with(&self.runbook_anchor()) {
            wrong.push(AlertError::OtherRunbook(name(), url.to_owned()));
        }
        wrong
    }
}

/// The life of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertState {
    /// The expression holds, not yet for long enough.
    Pending,
    /// Sent to Alertmanager.
    Firing,
    /// The expression holds no more.
    Resolved,
}

impl State for AlertState {
    const ALL: &'static [Self] = &[Self::Pending, Self::Firing, Self::Resolved];

    fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Firing => "Firing",
            Self::Resolved => "Resolved",
        }
    }

    fn next(self) -> &'static [Self] {
        match self {
            // What passes before it fires is forgotten, not resolved.
            Self::Pending => &[Self::Firing],
            Self::Firing => &[Self::Resolved],
            Self::Resolved => &[Self::Pending],
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn every_member_that_is_missing_is_named() {
        let mut rule = AlertRule {
            name: "TargetDown".to_owned(),
            expression: " ".to_owned(),
            severity: String::new(),
            duration: String::new(),
            annotations: BTreeMap::from([("runbook_url".to_owned(), "x#other".to_owned())]),
        };
        let routes: Vec<_> = rule.check().iter().map(|error| error.route().join(".")).collect();
        let all = [
            "expr",
            "labels.severity",
            "annotations.summary",
            "annotations.description",
            "annotations.runbook_url",
        ];
        assert_eq!(routes, all);
        rule.expression = "up == 0".to_owned();
        rule.severity = "warning".to_owned();
        for (key, value) in [("summary", "s"), ("description", "d"), ("runbook_url", "x#targetdown")] {
            rule.annotations.insert(key.to_owned(), value.to_owned());
        }
        assert_eq!(rule.check(), []);
    }

    #[rstest]
    #[case(AlertState::Pending, AlertState::Firing, true)]
    #[case(AlertState::Firing, AlertState::Resolved, true)]
    #[case(AlertState::Resolved, AlertState::Pending, true)]
    #[case(AlertState::Pending, AlertState::Resolved, false)]
    #[case(AlertState::Resolved, AlertState::Firing, false)]
    fn states(#[case] from: AlertState, #[case] to: AlertState, #[case] legal: bool) {
        assert_eq!(from.to(to).is_ok(), legal);
    }
}
