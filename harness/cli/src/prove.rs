//! `conform prove`: does a clause notice what it is for?

mod output;

use std::{fs, path::PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use conform_checks::CLAUSES;
use conform_model::{ContractId, Exit, Verdict};
use conform_prove::{Case, Clean, Proof, Reaction, cases, twins};
use conform_report::{State, Summary};
use jiff::civil::Date;

use crate::{
    input::{InputArgs, Sources, contract, today},
    source::usage,
    term::Term,
};

/// Seed every fault into the clean stack and see which clauses notice.
#[derive(Debug, Args)]
pub(crate) struct ProveArgs {
    #[command(flatten)]
    input: InputArgs,
    /// Folder of faults [default: fixtures/negative/ beside the tree]
    #[arg(long, value_name = "DIR")]
    fixtures: Option<PathBuf>,
    /// Seed only the faults of this contract's clauses (repeatable)
    #[arg(long, value_name = "ID", value_parser = contract)]
    contract: Vec<ContractId>,
    /// Seed only the faults of clauses whose id is or begins with this (repeatable)
    #[arg(long, value_name = "ID")]
    clause: Vec<String>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write which clause catches which fault into this file, as JSON or CSV by its extension
    #[arg(long, value_name = "FILE", value_parser = matrix_file)]
    matrix: Option<PathBuf>,
    /// Judge the expiry of waivers as of this day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<Date>,
}

/// The forms of a proof.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Human,
    /// Versioned; see docs/schemas/prove.schema.json
    Json,
}

fn matrix_file(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("json" | "csv") => Ok(path),
        _ => Err("the file's name ends with .json or .csv".to_owned()),
    }
}

/// All that a proof comes to.
struct Outcome<'a> {
    proof: &'a Proof,
    /// What every clause says of the clean stack.
    clean: &'a Summary<'a>,
    /// Clauses that no fault tells apart; not known where faults were left out.
    twins: Option<Vec<Vec<&'a str>>>,
    stand_ins: Vec<String>,
}

pub(crate) fn run(args: &ProveArgs, term: &Term) -> anyhow::Result<Exit> {
    for name in &args.clause {
        if !CLAUSES.iter().any(|clause| clause.id.as_str().starts_with(name)) {
            return Err(usage(format!("no clause is called or begins with `{name}`")));
        }
    }
    let fixtures = match &args.fixtures {
        Some(folder) => folder.clone(),
        None => args.input.beside_the_tree("fixtures/negative")?,
    };
    if !fixtures.is_dir() {
        return Err(usage(format!(
            "no folder of faults at {}; name it by --fixtures DIR",
            fixtures.display()
        )));
    }
    let all = cases(&fixtures)?;
    let every = all.len();
    let selected: Vec<Case> = all.into_iter().filter(|case| args.selects(case)).collect();
    if selected.is_empty() {
        term.error("error: the selection is empty: no fault is seeded for it");
        return Ok(Exit::NothingSelected);
    }
    let input = args.input.read(Sources::Always, term)?;
    let Some(sources) = input.sources else { return Err(usage("faults need the sources of the tree")) };
    let clean = Clean::new(input.contracts, input.stack, sources, input.inputs);
    let proof = Proof::new(&clean, &selected);
    let ids: Vec<&str> = CLAUSES.iter().map(|clause| clause.id.as_str()).collect();
    let rows = proof.rows(&ids);
    let summary = Summary::new(clean.records(), &clean.contracts.waivers, args.as_of.unwrap_or_else(today));
    let outcome = Outcome {
        proof: &proof,
        clean: &summary,
        twins: (selected.len() == every).then(|| twins(&rows)),
        stand_ins: clean
            .inputs
            .charts
            .iter()
            .filter(|chart| chart.stand_in)
            .map(|chart| format!("{} {}", chart.name, chart.version))
            .collect(),
    };
    if let Some(path) = &args.matrix {
        let json = path.extension().is_some_and(|extension| extension == "json");
        let text = if json { output::matrix_json(&proof, &rows) } else { output::matrix_csv(&proof, &rows) };
        fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
        term.note(&format!("wrote {}", path.display()));
    }
    let text = match args.format {
        Format::Human => outcome.human(),
        Format::Json => outcome.json(),
    };
    term.result(&text).context("cannot write the result to stdout")?;
    Ok(outcome.exit())
}

impl ProveArgs {
    fn selects(&self, case: &Case) -> bool {
        let contract = case.clause.split('.').next().unwrap_or_default();
        (self.contract.is_empty() || self.contract.iter().any(|id| id.as_str() == contract))
            && (self.clause.is_empty() || self.clause.iter().any(|name| case.clause.starts_with(name)))
    }
}

impl Outcome<'_> {
    /// Broken outweighs what fails, and that outweighs what could not be looked at.
    fn exit(&self) -> Exit {
        let clean = |verdict| self.clean.rows.iter().any(|row| row.state == State::Verdict(verdict));
        if clean(Verdict::Broken) || self.proof.faults.iter().any(|fault| !fault.broken.is_empty()) {
            Exit::Broken
        } else if clean(Verdict::Fail)
            || self.count(Reaction::Survived) + self.count(Reaction::NotSeeded) > 0
            || self.twins.as_ref().is_some_and(|twins| !twins.is_empty())
        {
            Exit::Fails
        } else if clean(Verdict::Blocked) {
            Exit::Partial
        } else {
            Exit::Holds
        }
    }

    fn count(&self, reaction: Reaction) -> usize {
        self.proof.faults.iter().filter(|fault| fault.reaction() == reaction).count()
    }
}
