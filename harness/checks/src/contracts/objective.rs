use std::fmt;

use conform_manifest::yaml::{DecodeError, Fields, Spanned};

use super::source;

/// How a measured number has to stand to the one of an objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparator {
    /// Below it.
    Less,
    /// At most that.
    AtMost,
    /// Exactly that.
    Equal,
    /// At least that.
    AtLeast,
    /// Above it.
    More,
}

impl Comparator {
    const ALL: [Self; 5] = [Self::Less, Self::AtMost, Self::Equal, Self::AtLeast, Self::More];

    /// The sign.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Equal => "=",
            Self::AtLeast => ">=",
            Self::More => ">",
        }
    }
}

impl fmt::Display for Comparator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A number that a running stack has to meet.
#[derive(Debug, Clone)]
pub struct Objective {
    /// Its name.
    pub id: Spanned<String>,
    /// What is measured.
    pub what: Spanned<String>,
    /// How the measured number has to stand to [`Self::number`].
    pub is: Comparator,
    /// The threshold, in [`Self::unit`].
    pub number: Spanned<i64>,
    /// The unit, such as `s`, `min`, `d`, `h`, `CPU`, `GB`.
    pub unit: Spanned<String>,
    /// Which text demands it.
    pub source: Spanned<String>,
}

impl Objective {
    pub(super) fn read(fields: &mut Fields<'_>) -> Result<Self, DecodeError> {
        let sign = fields.string("is")?;
        let is = Comparator::ALL.into_iter().find(|one| one.as_str() == sign.value).ok_or_else(|| {
            let known: Vec<&str> = Comparator::ALL.iter().map(|one| one.as_str()).collect();
            fields.error(sign.location.span, format!("`is` is one of {}", known.join(", ")))
        })?;
        Ok(Self {
            id: fields.string("id")?,
            what: fields.string("what")?,
            is,
            number: fields.integer("number")?,
            unit: fields.string("unit")?,
            source: source(fields)?,
        })
    }

    /// The threshold in words, such as `< 60 s`.
    #[must_use]
    pub fn threshold(&self) -> String {
        format!("{} {} {}", self.is, self.number.value, self.unit.value)
    }
}
