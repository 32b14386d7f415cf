//! `docs/reference.md` against the code.

use std::collections::BTreeSet;

use conform_checks::contracts::{Role, Topology};
use conform_model::{ContractId, Exit, Level, Verdict};
use conform_prove::Class;
use conform_report::State;
use conform_testkit::root;
use libtest_mimic::Failed;

use crate::{Outcome, crates, layout};

/// The rows of the first table below a heading, without their code marks.
fn table(heading: &str) -> Result<Vec<Vec<String>>, Failed> {
    let text = reference()?;
    let below = text
        .split_once(&format!("## {heading}\n"))
        .ok_or_else(|| format!("docs/reference.md has no heading `{heading}`"))?
        .1;
    let below = below.split("\n## ").next().unwrap_or_default();
    Ok(tables(below).into_iter().next().unwrap_or_default())
}

/// Every table of a text, each without its head.
fn tables(text: &str) -> Vec<Vec<Vec<String>>> {
    let mut all = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if !line.starts_with('|') {
            continue;
        }
        lines.next();
        let mut rows = Vec::new();
        while let Some(line) = lines.next_if(|line| line.starts_with('|')) {
            let cells = line.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect();
            rows.push(cells);
        }
        all.push(rows);
    }
    all
}

fn reference() -> Result<String, Failed> {
    Ok(std::fs::read_to_string(root().join("docs/reference.md"))?)
}

fn column(rows: &[Vec<String>], at: usize) -> Vec<String> {
    rows.iter().map(|row| row.get(at).cloned().unwrap_or_default()).collect()
}

fn same(what: &str, documented: &[String], known: &[String]) -> Outcome {
    if documented == known {
        return Ok(());
    }
    Err(format!("{what}: the document has\n  {documented:?}\nand the code has\n  {known:?}").into())
}

fn topology() -> Result<Topology, Failed> {
    Ok(conform_engine::load_contracts(&root().join("contracts"))?.topology)
}

pub(crate) fn contracts() -> Outcome {
    let known: Vec<String> =
        ContractId::ALL.into_iter().filter(|id| *id != ContractId::Tree).map(|id| id.to_string()).collect();
    let mut documented = column(&table("Contracts")?, 0);
    let mut sorted = known;
    // The table follows the design's order, the code that of the ids.
    documented.sort();
    sorted.sort();
    same("contracts", &documented, &sorted)
}

pub(crate) fn clusters() -> Outcome {
    let known: Vec<String> = topology()?
        .clusters
        .iter()
        .map(|cluster| {
            let role = match cluster.role {
                Role::Central => "central",
                Role::Edge => "edge",
            };
            [
                cluster.id.as_str(),
                &cluster.overlay.value,
                &format!("cluster=\"{}\"", cluster.id),
                &cluster.context.value,
                &cluster.address.value,
                role,
                cluster.id.number(),
            ]
            .join(" ")
        })
        .collect();
    let documented: Vec<String> = table("Clusters")?.iter().map(|row| row.join(" ")).collect();
    same("clusters", &documented, &known)
}

pub(crate) fn stages() -> Outcome {
    let known: Vec<String> = topology()?
        .stages
        .iter()
        .map(|stage| {
            let central = stage.roles.contains(&Role::Central);
            let clusters = match (central, stage.roles.contains(&Role::Edge)) {
                (true, true) => "all",
                (true, false) => "central",
                (false, true) => "edge",
                (false, false) => "none",
            };
            format!("{} {clusters}", stage.name.value)
        })
        .collect();
    let documented: Vec<String> = table("Stages")?
        .iter()
        .map(|row| {
            format!("{} {}", row.first().map_or("", String::as_str), row.last().map_or("", String::as_str))
        })
        .collect();
    same("stages", &documented, &known)
}

pub(crate) fn verdicts() -> Outcome {
    let text = reference()?;
    let rows = table("Verdicts of a clause")?;
    let pair = |name: &str, written: &str| format!("{name} {written}");
    let documented: BTreeSet<String> = rows
        .iter()
        .map(|row| pair(row.first().map_or("", |it| it), row.get(1).map_or("", |it| it)))
        .collect();
    let known: BTreeSet<String> =
        Verdict::ALL.into_iter().map(|verdict| pair(&format!("{verdict:?}"), verdict.as_str())).collect();
    if documented != known {
        return Err(format!("verdicts: docs/reference.md has {documented:?}, the code has {known:?}").into());
    }
    let words = [State::NotRun.as_str(), State::Waived.as_str()]
        .into_iter()
        .chain([Level::Must, Level::Should, Level::May].map(Level::as_str));
    for word in words {
        if !text.contains(&format!("`{word}`")) {
            return Err(format!("docs/reference.md does not name `{word}`").into());
        }
    }
    Ok(())
}

pub(crate) fn classes() -> Outcome {
    let known: Vec<String> = Class::ALL.into_iter().map(|class| class.as_str().to_owned()).collect();
    let text = std::fs::read_to_string(root().join("fixtures/negative/README.md"))?;
    let below = text.split_once("## Classes\n").ok_or("fixtures/negative/README.md has no classes")?.1;
    same("classes of faults", &column(&tables(below).into_iter().next().unwrap_or_default(), 0), &known)
}

pub(crate) fn exit_codes() -> Outcome {
    let all = [Exit::Holds, Exit::Fails, Exit::Usage, Exit::NothingSelected, Exit::Partial, Exit::Broken];
    let known: Vec<String> = all.into_iter().map(|exit| exit.code().to_string()).collect();
    same("exit codes", &column(&table("Exit codes")?, 0), &known)
}

/// The tables of the section on programs: features, then verbs.
fn programs() -> Result<Vec<Vec<Vec<String>>>, Failed> {
    let text = reference()?;
    let below =
        text.split_once("## Programs, crates, features\n").ok_or("docs/reference.md has no programs")?.1;
    Ok(tables(below.split("\n## ").next().unwrap_or_default()))
}

pub(crate) fn verbs() -> Outcome {
    let text = std::fs::read_to_string(root().join("harness/cli/src/main.rs"))?;
    let below = text.split_once("enum Verb {").ok_or("harness/cli/src/main.rs has no `enum Verb`")?.1;
    let body = below.split("\n}").next().unwrap_or_default();
    let mut known: Vec<String> = body
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with(char::is_uppercase))
        .map(|line| kebab(line.split(['(', ',', ' ']).next().unwrap_or_default()))
        .collect();
    known.sort();
    let mut documented = column(programs()?.get(1).ok_or("docs/reference.md has no table of verbs")?, 0);
    documented.sort();
    same("verbs", &documented, &known)
}

/// The name of a variant as clap writes it on the command line.
fn kebab(variant: &str) -> String {
    let mut text = String::new();
    for letter in variant.chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.extend(letter.to_lowercase());
    }
    text
}

pub(crate) fn features() -> Outcome {
    let programs = programs()?;
    let rows = programs.first().ok_or("docs/reference.md has no table of features")?;
    let documented: Vec<String> = rows
        .iter()
        .filter(|row| row.get(1).is_some_and(|of| of.starts_with("conform-")))
        .map(|row| row[..2].join(" of "))
        .collect();
    same("features", &documented, &crates::features()?)
}

/// Variables that the harness reads are documented. Those of scripts are in the scripts' own usage.
pub(crate) fn environment() -> Outcome {
    let documented: BTreeSet<String> = table("Environment")?
        .iter()
        .flat_map(|row| {
            row.first().map_or("", |it| it).split(", ").map(ToOwned::to_owned).collect::<Vec<_>>()
        })
        .collect();
    let mut read = BTreeSet::new();
    for file in layout::files()? {
        if !file.path.ends_with(".rs") || file.path.contains("/tests/") {
            continue;
        }
        for part in file.text.split("\"CONFORM_").skip(1) {
            let name: String = part.chars().take_while(|c| c.is_ascii_uppercase() || *c == '_').collect();
            if part[name.len()..].starts_with('"') {
                read.insert(format!("CONFORM_{name}"));
            }
        }
    }
    let secret: Vec<_> = read.difference(&documented).collect();
    if secret.is_empty() { Ok(()) } else { Err(format!("docs/reference.md does not name {secret:?}").into()) }
}
