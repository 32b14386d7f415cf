//! `docs/data-model.md` against the types of the entities.

use std::collections::BTreeSet;

use conform_model::entity::{AlertState, BlockState, LogEntry, LogState, State, VolumeState};
use conform_testkit::root;
use libtest_mimic::Failed;

use crate::Outcome;

const ENTITIES: [&str; 9] = [
    "Cluster",
    "Metric Block",
    "Log Entry",
    "S3 Bucket",
    "Storage Volume",
    "Service Monitor",
    "Dashboard",
    "Alert Rule",
    "Ingress Route",
];

/// The part of the document about an entity.
fn section(entity: &str) -> Result<String, Failed> {
    let text = std::fs::read_to_string(root().join("docs/data-model.md"))?;
    let below = text.split_once(&format!("\n## {entity}\n")).ok_or_else(|| format!("no heading {entity}"))?;
    Ok(below.1.split("\n## ").next().unwrap_or_default().to_owned())
}

/// The names in code marks in the first column of a table.
fn documented(section: &str) -> BTreeSet<String> {
    let cells = section.lines().filter_map(|line| line.strip_prefix("| `")?.split(" |").next());
    cells.flat_map(|cell| cell.split(", ")).map(|name| name.replace('`', "")).collect()
}

/// The document has the fields of each entity and no others.
pub(crate) fn fields() -> Outcome {
    let mut wrong = Vec::new();
    for entity in ENTITIES {
        let file = entity.to_lowercase().replace(' ', "_");
        let code = std::fs::read_to_string(root().join(format!("harness/model/src/entity/{file}.rs")))?;
        let name = entity.replace(' ', "");
        let body = code.split_once(&format!("pub struct {name} {{")).ok_or_else(|| format!("no {name}"))?.1;
        let fields: BTreeSet<String> = body
            .split("\n}")
            .next()
            .unwrap_or_default()
            .lines()
            .filter_map(|line| Some(line.trim().strip_prefix("pub ")?.split_once(':')?.0.to_owned()))
            .collect();
        let documented = documented(&section(entity)?);
        if fields != documented {
            wrong.push(format!("{entity}: the type has {fields:?}, the document {documented:?}"));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

/// The document says of each state which may follow, as the type does.
fn same_states<S: State>(entity: &str) -> Outcome {
    let section = section(entity)?;
    for state in S::ALL {
        let next: Vec<&str> = state.next().iter().map(|state| state.as_str()).collect();
        let line = format!("| {} | {}", state.as_str(), next.join(", "));
        let bare = |line: &str| line.trim_end_matches([' ', '|']).to_owned();
        if !section.lines().any(|own| bare(own) == bare(&line)) {
            return Err(format!("{entity}: the document has no line `{line}`").into());
        }
    }
    Ok(())
}

pub(crate) fn states() -> Outcome {
    same_states::<BlockState>("Metric Block")?;
    same_states::<LogState>("Log Entry")?;
    same_states::<VolumeState>("Storage Volume")?;
    same_states::<AlertState>("Alert Rule")?;
    let log = section("Log Entry")?;
    for (field, kind) in LogEntry::INDEXED {
        if !log.contains(&format!("| `{field}`, {kind} |")) {
            return Err(format!("Log Entry: the document does not map {field} to {kind}").into());
        }
    }
    Ok(())
}
