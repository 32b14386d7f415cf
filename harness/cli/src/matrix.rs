use clap::{Args, ValueEnum};
use conform_checks::{
    CLAUSES, Clause,
    contracts::{Requirement, Waiver},
};
use conform_model::Exit;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::{
    input::today,
    registry::{Registry, RegistryArgs},
    term::Term,
};

/// The version of the JSON form; `docs/schemas/matrix.schema.json` describes it.
const MATRIX_VERSION: u32 = 1;

/// Show which clauses judge which requirement, and which faults prove that they do
#[derive(Debug, Args)]
pub(crate) struct MatrixArgs {
    #[command(flatten)]
    registry: RegistryArgs,
    /// Which way to read it; JSON has both
    #[arg(long, value_enum, default_value_t)]
    by: By,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: Form,
    /// Judge the expiry of waivers as of this day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<Date>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum By {
    /// From requirements to clauses and faults
    #[default]
    Requirement,
    /// From clauses to requirements and faults
    Clause,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    #[default]
    Human,
    /// Versioned; see docs/schemas/matrix.schema.json
    Json,
    /// A table for a document
    Markdown,
}

/// How a requirement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Clauses judge it now.
    Judged,
    /// Only clauses over running clusters will.
    Live,
    /// Nothing does, and somebody answers for that.
    Waived,
    /// Nothing does, and the waiver has expired.
    Expired,
    /// Nothing does.
    Open,
}

impl Standing {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Judged => "judged",
            Self::Live => "live",
            Self::Waived => "waived",
            Self::Expired => "expired",
            Self::Open => "open",
        }
    }
}

struct Row<'a> {
    requirement: &'a Requirement,
    clauses: Vec<&'static Clause>,
    live: Vec<&'a str>,
    waiver: Option<&'a Waiver>,
    standing: Standing,
}

pub(crate) fn run(args: &MatrixArgs, term: &Term) -> anyhow::Result<Exit> {
    let registry = args.registry.read()?;
    let rows = rows(&registry, args.as_of.unwrap_or_else(today));
    term.result(&match (args.format, args.by) {
        (Form::Json, _) => json_form(&rows, &registry),
        (Form::Human, By::Requirement) => human_by_requirement(&rows, &registry),
        (Form::Human, By::Clause) => human_by_clause(&registry),
        (Form::Markdown, By::Requirement) => markdown_by_requirement(&rows, &registry),
        (Form::Markdown, By::Clause) => markdown_by_clause(&registry),
    })?;
    let mut exit = Exit::Holds;
    for row in &rows {
        let id = &row.requirement.id.value;
        match (row.standing, row.waiver) {
            (Standing::Expired, Some(waiver)) => {
                term.error(&format!("error: the waiver of {id} expired on {}", waiver.expires));
                exit = Exit::Fails;
            }
            (Standing::Open | Standing::Expired, _) => {
                term.error(&format!("error: nothing judges {id}, and nobody answers for that"));
                exit = Exit::Fails;
            }
            _ => {}
        }
    }
    for clause in CLAUSES.iter().filter(|clause| registry.fixtures(clause.id.as_str()).is_empty()) {
        term.error(&format!("error: no fault proves that {} notices anything", clause.id));
        exit = Exit::Fails;
    }
    Ok(exit)
}

fn rows(registry: &Registry, as_of: Date) -> Vec<Row<'_>> {
    let requirements = &registry.contracts.requirements;
    requirements
        .iter()
        .map(|requirement| {
            let clauses = requirements.clauses_of(requirement);
            let live = requirements.live_of(requirement);
            let waiver = registry
                .contracts
                .waivers
                .iter()
                .find(|waiver| waiver.is_for_requirement(&requirement.id.value));
            let standing = match waiver {
                _ if !clauses.is_empty() => Standing::Judged,
                _ if !live.is_empty() => Standing::Live,
                Some(waiver) if waiver.holds(as_of) => Standing::Waived,
                Some(_) => Standing::Expired,
                None => Standing::Open,
            };
            Row { requirement, clauses, live, waiver, standing }
        })
        .collect()
}

fn inferred(requirement: &Requirement) -> &'static str {
    if requirement.inferred { " (inferred)" } else { "" }
}

fn human_by_requirement(rows: &[Row<'_>], registry: &Registry) -> String {
    let mut text = String::new();
    for row in rows {
        text.push_str(&format!(
            "{}{} [{}] {}\n",
            row.requirement.id.value,
            inferred(row.requirement),
            row.standing.as_str(),
            row.requirement.text.value
        ));
        for clause in &row.clauses {
            let id = clause.id.as_str();
            text.push_str(&format!("  {id}: {}\n", registry.fixtures(id).join(", ")));
        }
        for live in &row.live {
            text.push_str(&format!("  live: {live}\n"));
        }
        if let Some(waiver) = row.waiver {
            text.push_str(&format!(
                "  {} answers for it until {}: {}\n",
                waiver.owner.value, waiver.expires, waiver.reason.value
            ));
        }
    }
    text.push_str(&closing(rows));
    text
}

fn closing(rows: &[Row<'_>]) -> String {
    let count = |standing: Standing| rows.iter().filter(|row| row.standing == standing).count();
    let standings = [Standing::Judged, Standing::Live, Standing::Waived, Standing::Expired, Standing::Open];
    let counts: Vec<String> = standings
        .into_iter()
        .filter(|standing| count(*standing) > 0)
        .map(|standing| format!("{} {}", count(standing), standing.as_str()))
        .collect();
    let inferred: Vec<&str> = rows
        .iter()
        .filter(|row| row.requirement.inferred)
        .map(|row| row.requirement.id.value.as_str())
        .collect();
    format!("\n{} requirements: {}; texts inferred: {}\n", rows.len(), counts.join(", "), inferred.join(", "))
}

fn human_by_clause(registry: &Registry) -> String {
    let entries: Vec<String> = CLAUSES
        .iter()
        .map(|clause| {
            let id = clause.id.as_str();
            format!(
                "{id}\n  requirements: {}\n  faults: {}\n",
                registry.requirements(clause).join(", "),
                registry.fixtures(id).join(", ")
            )
        })
        .collect();
    entries.concat()
}

/// A text that cannot end a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn markdown_by_requirement(rows: &[Row<'_>], registry: &Registry) -> String {
    let mut text =
        "| requirement | text | standing | clauses (faults) |\n| --- | --- | --- | --- |\n".to_owned();
    for row in rows {
        let clauses: Vec<String> = row
            .clauses
            .iter()
            .map(|clause| {
                let id = clause.id.as_str();
                format!("`{id}` ({})", registry.fixtures(id).len())
            })
            .collect();
        text.push_str(&format!(
            "| {}{} | {} | {} | {} |\n",
            row.requirement.id.value,
            inferred(row.requirement),
            cell(&row.requirement.text.value),
            row.standing.as_str(),
            clauses.join(", ")
        ));
    }
    text
}

fn markdown_by_clause(registry: &Registry) -> String {
    let mut text = "| clause | level | requirements | faults |\n| --- | --- | --- | --- |\n".to_owned();
    for clause in CLAUSES {
        let id = clause.id.as_str();
        text.push_str(&format!(
            "| `{id}` | {} | {} | {} |\n",
            clause.level,
            registry.requirements(clause).join(", "),
            registry.fixtures(id).join(", ")
        ));
    }
    text
}

fn json_form(rows: &[Row<'_>], registry: &Registry) -> String {
    let requirements: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({
                "id": row.requirement.id.value,
                "group": row.requirement.group.as_str(),
                "text": row.requirement.text.value,
                "source": row.requirement.source.value,
                "inferred": row.requirement.inferred,
                "standing": row.standing.as_str(),
                "clauses": row.clauses.iter().map(|clause| clause.id.as_str()).collect::<Vec<_>>(),
                "live": row.live,
                "waiver": row.waiver.map(|waiver| json!({
                    "owner": waiver.owner.value,
                    "reason": waiver.reason.value,
                    "expires": waiver.expires.to_string(),
                })),
            })
        })
        .collect();
    let clauses: Vec<Value> = CLAUSES
        .iter()
        .map(|clause| {
            json!({
                "id": clause.id,
                "level": clause.level,
                "requirements": registry.requirements(clause),
                "fixtures": registry.fixtures(clause.id.as_str()),
            })
        })
        .collect();
    format!("{:#}\n", json!({"version": MATRIX_VERSION, "requirements": requirements, "clauses": clauses}))
}
