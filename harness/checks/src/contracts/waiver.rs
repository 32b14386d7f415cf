use conform_manifest::yaml::{DecodeError, Fields, Spanned, Text, parse_one};
use conform_model::Location;
use jiff::civil::Date;

use super::{ContractError, Requirements, known_clause};

/// What a waiver is for.
#[derive(Debug, Clone)]
pub enum Subject {
    /// A clause that may fail.
    Clause(Spanned<String>),
    /// A requirement that nothing judges yet.
    Requirement(Spanned<String>),
}

/// A failing clause or an unmet requirement that someone answers for, until a day.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// What it is for.
    pub subject: Subject,
    /// Who answers for it.
    pub owner: Spanned<String>,
    /// Why it may be so.
    pub reason: Spanned<String>,
    /// The last day on which it counts.
    pub expires: Date,
    /// Where it stands.
    pub location: Location,
}

impl Waiver {
    pub(super) fn parse_all(text: &Text, requirements: &Requirements) -> Result<Vec<Self>, ContractError> {
        let root = parse_one(text)?;
        let mut fields = Fields::new(text, &root)?;
        let waivers = fields
            .list("waivers")?
            .iter()
            .map(|node| {
                let mut fields = Fields::new(text, node)?;
                let expires = fields.string("expires")?;
                let waiver = Self {
                    subject: subject(&mut fields, requirements)?,
                    owner: fields.string("owner")?,
                    reason: fields.string("reason")?,
                    expires: expires.value.parse().map_err(|_| {
                        fields.error(expires.location.span, "expected a day, such as 2027-03-31")
                    })?,
                    location: text.location(node.span),
                };
                fields.finish()?;
                Ok(waiver)
            })
            .collect::<Result<_, DecodeError>>()?;
        fields.finish()?;
        Ok(waivers)
    }

    /// Whether it is for this clause.
    #[must_use]
    pub fn is_for_clause(&self, id: &str) -> bool {
        matches!(&self.subject, Subject::Clause(clause) if clause.value == id)
    }

    /// Whether it is for this requirement.
    #[must_use]
    pub fn is_for_requirement(&self, id: &str) -> bool {
        matches!(&self.subject, Subject::Requirement(requirement) if requirement.value == id)
    }

    /// Whether it still counts on a day.
    #[must_use]
    pub fn holds(&self, as_of: Date) -> bool {
        as_of <= self.expires
    }
}

fn subject(fields: &mut Fields<'_>, requirements: &Requirements) -> Result<Subject, DecodeError> {
    let clause = fields.optional_string("clause")?;
    let requirement = fields.optional_string("requirement")?;
    match (clause, requirement) {
        (Some(clause), None) => {
            known_clause(fields, &clause)?;
            Ok(Subject::Clause(clause))
        }
        (None, Some(requirement)) if requirements.get(&requirement.value).is_some() => {
            Ok(Subject::Requirement(requirement))
        }
        (None, Some(requirement)) => {
            let message = format!("`{}` is no requirement", requirement.value);
            Err(fields.error(requirement.location.span, message))
        }
        (Some(clause), Some(_)) => {
            Err(fields
                .error(clause.location.span, "a waiver is for a `clause` or a `requirement`, not for both"))
        }
        (None, None) => Err(fields.missing("clause` or `requirement")),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn read(subject: &str) -> Result<Vec<Waiver>, ContractError> {
        let known = "requirements:\n- {id: T042, group: task, text: t, source: docs/design.md#a}\n";
        let known = Requirements::parse(&Text::new("contracts/requirements.yaml", known))?;
        let text = format!("waivers:\n- {{{subject}, owner: o, reason: r, expires: \"2027-06-30\"}}\n");
        Waiver::parse_all(&Text::new("contracts/waivers.yaml", text), &known)
    }

    #[rstest]
    #[case("clause: tree.no-hooks")]
    #[case("requirement: T042")]
    fn a_waiver_holds_through_its_last_day(#[case] subject: &str) {
        let waiver = &read(subject).unwrap()[0];
        assert!(waiver.holds("2027-06-30".parse().unwrap()));
        assert!(!waiver.holds("2027-07-01".parse().unwrap()));
    }

    #[rstest]
    #[case("clause: tree.no-hoks", "2:12: `tree.no-hoks` is no clause")]
    #[case("requirement: T999", "2:17: `T999` is no requirement")]
    #[case("requirement: T042, clause: tree.no-hooks", "not for both")]
    #[case("why: x", "2:3: `clause` or `requirement` is missing")]
    fn a_waiver_of_nothing_is_an_error_with_its_place(#[case] subject: &str, #[case] message: &str) {
        let error = read(subject).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
}
