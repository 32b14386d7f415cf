use conform_manifest::yaml::{DecodeError, Fields, Spanned, Text, parse_one};
use conform_model::Location;
use jiff::civil::Date;

use super::ContractError;

/// A failing clause that someone answers for, until a day.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// The clause.
    pub clause: Spanned<String>,
    /// Who answers for it.
    pub owner: Spanned<String>,
    /// Why it may fail.
    pub reason: Spanned<String>,
    /// The last day on which it counts.
    pub expires: Date,
    /// Where it stands.
    pub location: Location,
}

impl Waiver {
    pub(super) fn parse_all(text: &Text) -> Result<Vec<Self>, ContractError> {
        let root = parse_one(text)?;
        let mut fields = Fields::new(text, &root)?;
        let waivers = fields
            .list("waivers")?
            .iter()
            .map(|node| {
                let mut fields = Fields::new(text, node)?;
                let expires = fields.string("expires")?;
                let clause = fields.string("clause")?;
                if crate::clause(&clause.value).is_none() {
                    return Err(fields.error(
                        clause.location.span,
                        format!("`{}` is no clause, so the waiver would waive nothing", clause.value),
                    ));
                }
                let waiver = Self {
                    clause,
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

    /// Whether it still counts on a day.
    #[must_use]
    pub fn holds(&self, as_of: Date) -> bool {
        as_of <= self.expires
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(clause: &str) -> Result<Vec<Waiver>, ContractError> {
        let text =
            format!("waivers:\n- {{clause: {clause}, owner: o, reason: r, expires: \"2027-06-30\"}}\n");
        Waiver::parse_all(&Text::new("contracts/waivers.yaml", text))
    }

    #[test]
    fn a_waiver_holds_through_its_last_day() {
        let waiver = &read("tree.no-hooks").unwrap()[0];
        assert!(waiver.holds("2027-06-30".parse().unwrap()));
        assert!(!waiver.holds("2027-07-01".parse().unwrap()));
    }

    #[test]
    fn a_waiver_of_no_clause_is_an_error_with_its_place() {
        let error = read("tree.no-hoks").unwrap_err().to_string();
        assert!(error.starts_with("contracts/waivers.yaml:2:12: `tree.no-hoks` is no clause"), "{error}");
    }
}
