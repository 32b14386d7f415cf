use conform_manifest::yaml::{DecodeError, Fields, Spanned, Text, parse_one};

use super::{ContractError, clauses, each};

/// How an error of the design is noticed if it comes back.
#[derive(Debug, Clone)]
pub enum Sight {
    /// By these clauses.
    Clauses(Vec<Spanned<String>>),
    /// On running clusters alone, for this reason.
    Live(Spanned<String>),
    /// Not at all: nothing in a stack can show it, for this reason.
    Nowhere(Spanned<String>),
}

/// Something that the design documents get wrong.
#[derive(Debug, Clone)]
pub struct SeedError {
    /// Its number.
    pub number: Spanned<i64>,
    /// What the design says.
    pub says: Spanned<String>,
    /// What is right instead.
    pub right: Spanned<String>,
    /// How it is noticed if it comes back.
    pub sight: Sight,
}

impl SeedError {
    pub(super) fn parse_all(text: &Text) -> Result<Vec<Self>, ContractError> {
        let root = parse_one(text)?;
        let mut fields = Fields::new(text, &root)?;
        let errors = each(text, fields.list("errors")?, read)?;
        for (at, error) in (1..).zip(&errors) {
            if error.number.value != at {
                return Err(fields.error(error.number.location.span, format!("expected number {at}")).into());
            }
        }
        fields.finish()?;
        Ok(errors)
    }

    /// The clauses that catch it.
    #[must_use]
    pub fn caught_by(&self) -> &[Spanned<String>] {
        match &self.sight {
            Sight::Clauses(ids) => ids,
            Sight::Live(_) | Sight::Nowhere(_) => &[],
        }
    }
}

fn read(fields: &mut Fields<'_>) -> Result<SeedError, DecodeError> {
    let number = fields.integer("number")?;
    let caught = clauses(fields, "caught-by")?;
    let live = fields.optional_string("live")?;
    let nowhere = fields.optional_string("nowhere")?;
    let sight = match (caught.is_empty(), live, nowhere) {
        (false, None, None) => Sight::Clauses(caught),
        (true, Some(reason), None) => Sight::Live(reason),
        (true, None, Some(reason)) => Sight::Nowhere(reason),
        _ => {
            let message = "an error has one of `caught-by` with clauses, `live` and `nowhere` with a reason";
            return Err(fields.error(number.location.span, message));
        }
    };
    Ok(SeedError { number, says: fields.string("says")?, right: fields.string("right")?, sight })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("{number: 2, says: a, right: b, live: c}", "2:12: expected number 1")]
    #[case("{number: 1, says: a, right: b}", "2:12: an error has one of")]
    #[case("{number: 1, says: a, right: b, live: c, nowhere: d}", "2:12: an error has one of")]
    #[case("{number: 1, says: a, right: b, caught-by: [tree.x]}", "2:46: `tree.x` is no clause")]
    fn what_is_wrong_is_named_with_its_place(#[case] entry: &str, #[case] message: &str) {
        let text = Text::new("contracts/seed-errors.yaml", format!("errors:\n- {entry}\n"));
        let error = SeedError::parse_all(&text).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
}
