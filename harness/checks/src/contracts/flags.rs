use conform_manifest::yaml::{DecodeError, Fields, Node, Spanned, Text, parse_one};

use super::ContractError;

/// The flags of one subcommand.
#[derive(Debug, Clone)]
pub struct Subcommand {
    /// Its name, such as `query-frontend`.
    pub name: Spanned<String>,
    /// Flags that take a value.
    pub flags: Vec<Spanned<String>>,
    /// Flags that take none and can be negated.
    pub switches: Vec<Spanned<String>>,
    /// Those of `flags` that may stand more than once.
    pub repeated: Vec<Spanned<String>>,
    /// Those of `flags` that are still read, and will go.
    pub deprecated: Vec<Spanned<String>>,
}

/// A flag that was there once.
#[derive(Debug, Clone)]
pub struct RemovedFlag {
    /// Its name.
    pub flag: Spanned<String>,
    /// The first release without it.
    pub since: Spanned<String>,
    /// The flag that does its work, or `nothing`.
    pub instead: Spanned<String>,
}

/// What `contracts/thanos-flags.yaml` says: the flags that a release of Thanos knows.
#[derive(Debug, Clone)]
pub struct Flags {
    /// The release.
    pub release: Spanned<String>,
    /// The subcommands that are listed.
    pub subcommands: Vec<Subcommand>,
    /// What is gone.
    pub removed: Vec<RemovedFlag>,
}

impl Flags {
    pub(super) fn parse(text: &Text) -> Result<Self, ContractError> {
        let root = parse_one(text)?;
        let mut fields = Fields::new(text, &root)?;
        let release = fields.string("release")?;
        let subcommands = fields
            .list("subcommands")?
            .iter()
            .map(|node| subcommand(text, node))
            .collect::<Result<_, DecodeError>>()?;
        let removed = fields
            .list("removed")?
            .iter()
            .map(|node| {
                let mut fields = Fields::new(text, node)?;
                let removed = RemovedFlag {
                    flag: fields.string("flag")?,
                    since: fields.string("since")?,
                    instead: fields.string("instead")?,
                };
                fields.finish()?;
                Ok(removed)
            })
            .collect::<Result<_, DecodeError>>()?;
        fields.finish()?;
        Ok(Self { release, subcommands, removed })
    }

    /// What a subcommand knows.
    #[must_use]
    pub fn of(&self, name: &str) -> Option<&Subcommand> {
        self.subcommands.iter().find(|subcommand| subcommand.name.value == name)
    }
}

fn subcommand(text: &Text, node: &Node) -> Result<Subcommand, DecodeError> {
    let mut fields = Fields::new(text, node)?;
    let read = Subcommand {
        name: fields.string("name")?,
        flags: fields.strings("flags")?,
        switches: fields.strings("switches")?,
        repeated: fields.strings("repeated")?,
        deprecated: fields.strings("deprecated")?,
    };
    fields.finish()?;
    if let Some(stray) =
        read.repeated.iter().chain(&read.deprecated).find(|name| !holds(&read.flags, &name.value))
    {
        return Err(Fields::new(text, node)?.error(
            stray.location.span,
            format!("`{}` is repeated or deprecated, but not among the flags", stray.value),
        ));
    }
    Ok(read)
}

/// Whether a list has a name.
fn holds(list: &[Spanned<String>], name: &str) -> bool {
    list.iter().any(|own| own.value == name)
}

impl Subcommand {
    /// Whether a flag that takes a value has this name.
    #[must_use]
    pub fn takes(&self, name: &str) -> bool {
        holds(&self.flags, name)
    }

    /// Whether a switch has this name; `no-` in front is allowed.
    #[must_use]
    pub fn switches(&self, name: &str) -> bool {
        holds(&self.switches, name)
            || name.strip_prefix("no-").is_some_and(|name| holds(&self.switches, name))
    }

    /// Whether a flag may stand more than once.
    #[must_use]
    pub fn repeats(&self, name: &str) -> bool {
        holds(&self.repeated, name)
    }
}
