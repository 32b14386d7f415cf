use std::fmt;

use conform_manifest::yaml::{DecodeError, Fields, Spanned, Text, parse_one};

use super::{ContractError, clauses, each, source};
use crate::{CLAUSES, Clause};

/// What kind of demand it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// A functional requirement, `FR-…`.
    Functional,
    /// A principle of the constitution.
    Principle,
    /// A user story.
    Story,
    /// A task, `T…`.
    Task,
    /// A constraint.
    Constraint,
    /// A performance goal.
    Goal,
    /// A criterion of the quickstart.
    Quickstart,
}

impl Group {
    const ALL: [(&'static str, Self); 7] = [
        ("functional", Self::Functional),
        ("principle", Self::Principle),
        ("story", Self::Story),
        ("task", Self::Task),
        ("constraint", Self::Constraint),
        ("goal", Self::Goal),
        ("quickstart", Self::Quickstart),
    ];

    /// The spelling used in files and listings.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, group)| *group == self).map_or("", |(name, _)| name)
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Something that the design demands.
#[derive(Debug, Clone)]
pub struct Requirement {
    /// Its id, such as `FR-012a`.
    pub id: Spanned<String>,
    /// What kind of demand it is.
    pub group: Group,
    /// Its text: the design's words where it shows them.
    pub text: Spanned<String>,
    /// Where it stands.
    pub source: Spanned<String>,
    /// True where the design names it and does not show its text.
    pub inferred: bool,
    /// Clauses that judge it without tracing to it.
    pub clauses: Vec<Spanned<String>>,
    /// Other requirements of which it is made.
    pub through: Vec<Spanned<String>>,
    /// What only a running stack can show, and what kind of clause will look.
    pub live: Option<Spanned<String>>,
}

/// Everything that the design demands.
#[derive(Debug, Clone)]
pub struct Requirements {
    all: Vec<Requirement>,
}

impl Requirements {
    pub(super) fn parse(text: &Text) -> Result<Self, ContractError> {
        let root = parse_one(text)?;
        let mut fields = Fields::new(text, &root)?;
        let all = each(text, fields.list("requirements")?, requirement)?;
        for (at, requirement) in all.iter().enumerate() {
            let id = &requirement.id;
            if all[..at].iter().any(|other| other.id.value == id.value) {
                return Err(fields.error(id.location.span, format!("`{}` is there twice", id.value)).into());
            }
            for other in &requirement.through {
                if !all.iter().any(|known| known.id.value == other.value && known.through.is_empty()) {
                    let message = format!("`{}` is no requirement that stands for itself", other.value);
                    return Err(fields.error(other.location.span, message).into());
                }
            }
        }
        fields.finish()?;
        Ok(Self { all })
    }

    /// All of them, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Requirement> {
        self.all.iter()
    }

    /// The one with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Requirement> {
        self.all.iter().find(|requirement| requirement.id.value == id)
    }

    /// What only running clusters can show of a requirement and of those of which it is made.
    #[must_use]
    pub fn live_of<'a>(&'a self, requirement: &'a Requirement) -> Vec<&'a str> {
        let parts = requirement.through.iter().filter_map(|id| self.get(&id.value));
        let all = std::iter::once(requirement).chain(parts);
        let mut texts = Vec::new();
        for text in all.filter_map(|one| one.live.as_ref()) {
            if !texts.contains(&text.value.as_str()) {
                texts.push(text.value.as_str());
            }
        }
        texts
    }

    /// The clauses that judge a requirement, in the order of their ids: those that trace to it,
    /// those that it names, and those of the requirements of which it is made.
    #[must_use]
    pub fn clauses_of(&self, requirement: &Requirement) -> Vec<&'static Clause> {
        let own = |id: &str| self.get(id).map(|own| own.clauses.as_slice()).unwrap_or_default();
        let ids: Vec<&str> = std::iter::once(&requirement.id)
            .chain(&requirement.through)
            .map(|id| id.value.as_str())
            .collect();
        let judges = |clause: &Clause| {
            let traced = clause.traces.iter().any(|trace| ids.contains(&trace.requirement.as_str()));
            traced || ids.iter().flat_map(|id| own(id)).any(|named| named.value == clause.id.as_str())
        };
        CLAUSES.iter().copied().filter(|clause| judges(clause)).collect()
    }
}

fn requirement(fields: &mut Fields<'_>) -> Result<Requirement, DecodeError> {
    let name = fields.string("group")?;
    let known = Group::ALL.iter().find(|(known, _)| *known == name.value);
    let group = known.map(|(_, group)| *group).ok_or_else(|| {
        let known: Vec<&str> = Group::ALL.iter().map(|(known, _)| *known).collect();
        fields.error(name.location.span, format!("a group is one of {}", known.join(", ")))
    })?;
    Ok(Requirement {
        id: fields.string("id")?,
        group,
        text: fields.string("text")?,
        source: source(fields)?,
        inferred: fields.flag("inferred")?,
        clauses: clauses(fields, "clauses")?,
        through: fields.strings("through")?,
        live: fields.optional_string("live")?,
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn read(entries: &str) -> Result<Requirements, String> {
        let text = Text::new("contracts/requirements.yaml", format!("requirements:\n{entries}\n"));
        Requirements::parse(&text).map_err(|error| error.to_string())
    }

    #[rstest]
    #[case("- {id: A, group: task, text: t, source: docs/design.md#a, inferred: maybe}", "2:69: ")]
    #[case("- {id: A, group: chore, text: t, source: docs/design.md#a}", "2:18: a group is one of")]
    #[case("- {id: A, group: task, text: t, source: design}", "2:41: a source is a document")]
    #[case("- {id: A, group: task, text: t, source: docs/design.md#a, through: [B]}", "2:69: `B` is no")]
    #[case(
        "- {id: A, group: task, text: t, source: docs/design.md#a, clauses: [tree.x]}",
        "`tree.x` is no clause"
    )]
    #[case(
        "- {id: A, group: task, text: t, source: docs/design.md#a}\n- {id: A, group: task, text: t, source: docs/design.md#a}",
        "3:8: `A` is there twice"
    )]
    fn what_is_wrong_is_named_with_its_place(#[case] entries: &str, #[case] message: &str) {
        let error = read(entries).unwrap_err();
        assert!(error.contains(message), "{error}");
    }

    #[test]
    fn the_clauses_of_a_whole_are_those_of_its_parts() {
        let read = read(
            "- {id: FR-004, group: functional, text: t, source: docs/design.md#a}\n\
             - {id: X, group: goal, text: t, source: docs/design.md#a, clauses: [tree.no-hooks]}\n\
             - {id: W, group: story, text: t, source: docs/design.md#a, through: [FR-004, X]}",
        )
        .unwrap();
        let whole = read.clauses_of(read.get("W").unwrap());
        let ids: Vec<_> = whole.iter().map(|clause| clause.id.as_str()).collect();
        assert!(ids.contains(&"kube-prometheus-stack.local-retention"), "{ids:?}");
        assert!(ids.contains(&"tree.no-hooks"), "{ids:?}");
    }
}
