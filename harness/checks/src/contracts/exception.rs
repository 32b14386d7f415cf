use std::collections::BTreeSet;

use conform_manifest::yaml::{DecodeError, Fields, Spanned, Text, parse_one};

use super::{ContractError, each, known_clause};

/// What a clause leaves out, and why.
#[derive(Debug, Clone)]
pub struct Exception {
    /// The clause.
    pub clause: Spanned<String>,
    /// Why its promise cannot hold for them.
    pub reason: Spanned<String>,
    /// What is meant, written as the findings of the clause write it.
    pub subjects: Vec<Spanned<String>>,
}

impl Exception {
    pub(super) fn parse_all(text: &Text) -> Result<Vec<Self>, ContractError> {
        let root = parse_one(text)?;
        let mut fields = Fields::new(text, &root)?;
        let exceptions = each(text, fields.list("exceptions")?, read)?;
        let mut seen = BTreeSet::new();
        for exception in &exceptions {
            for subject in &exception.subjects {
                if !seen.insert((&exception.clause.value, &subject.value)) {
                    return Err(fields.error(subject.location.span, "it is excepted twice").into());
                }
            }
        }
        fields.finish()?;
        Ok(exceptions)
    }
}

fn read(fields: &mut Fields<'_>) -> Result<Exception, DecodeError> {
    let exception = Exception {
        clause: fields.string("clause")?,
        reason: fields.string("reason")?,
        subjects: fields.strings("subjects")?,
    };
    known_clause(fields, &exception.clause)?;
    if exception.subjects.is_empty() {
        return Err(fields.missing("subjects"));
    }
    Ok(exception)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("{clause: tree.x, reason: a, subjects: [b]}", "2:12: `tree.x` is no clause")]
    #[case("{clause: tree.no-hooks, reason: a}", "`subjects` is missing")]
    #[case("{clause: tree.no-hooks, reason: a, subjects: [b, b]}", "2:52: it is excepted twice")]
    fn what_is_wrong_is_named_with_its_place(#[case] entry: &str, #[case] message: &str) {
        let text = Text::new("contracts/exceptions.yaml", format!("exceptions:\n- {entry}\n"));
        let error = Exception::parse_all(&text).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
}
