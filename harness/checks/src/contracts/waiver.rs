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
                let waiver = Self {
                    clause: fields.string("clause")?,
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
