use std::fmt;

use serde::{Deserialize, Serialize};

/// How binding a clause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Acceptance needs it.
    Must,
    /// Its failure is shown and counted, and refuses nothing.
    Should,
    /// Worth knowing.
    May,
}

impl Level {
    /// The spelling used in files and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::May => "may",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What was found out about one clause. The five are never turned into one another.
///
/// Ordered from best to worst, so that the worst of several is their maximum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The clause was looked at and holds.
    Pass,
    /// A contract says that the clause does not apply here.
    #[serde(rename = "not-applicable")]
    NotApplicable,
    /// The harness could not look.
    Blocked,
    /// The stack is wrong.
    Fail,
    /// The harness or one of its tools is wrong.
    Broken,
}

impl Verdict {
    /// The spelling used in files and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::NotApplicable => "not-applicable",
            Self::Blocked => "blocked",
            Self::Fail => "fail",
            Self::Broken => "broken",
        }
    }

    /// Every verdict, best first.
    pub const ALL: [Self; 5] = [Self::Pass, Self::NotApplicable, Self::Blocked, Self::Fail, Self::Broken];
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
