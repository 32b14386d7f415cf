//! `conform validate`: the schema part alone, on any manifests.

mod input;
mod judge;
mod output;
mod version;

use std::{collections::BTreeSet, path::PathBuf, thread};

use clap::{Args, ValueEnum};
use conform_model::Exit;
use conform_schema::KUBERNETES_VERSION;

use crate::term::Term;

/// Hold Kubernetes manifests against the JSON Schemas of their kinds.
///
/// Custom kinds are judged by the definitions (CRDs) among the manifests and those that --crds
/// names. A kind without a schema is an error unless --allow-missing-schema names it.
///
/// Exit codes: 0 everything fits, 1 something does not, 2 the command line is wrong, 3 there was
/// nothing to validate, 4 a stand-in definition leaves fields unjudged, 70 a file cannot be read.
#[derive(Debug, Args)]
pub(crate) struct ValidateArgs {
    /// Files, folders (*.yaml, *.yml, *.json below them) or - for stdin
    #[arg(required = true, value_name = "FILE|DIR|-")]
    paths: Vec<PathBuf>,
    /// The Kubernetes version whose kinds are meant, X.Y or X.Y.Z
    #[arg(long, value_name = "VERSION", default_value = KUBERNETES_VERSION, value_parser = version::parse)]
    kubernetes_version: version::Version,
    /// Folder of JSON Schemas named <kind>-<group>-<version>.json, flat or below
    /// vX.Y.Z-standalone-strict/; they win over built-in ones (repeatable)
    #[arg(long, value_name = "DIR")]
    schemas: Vec<PathBuf>,
    /// Files or folders with definitions of custom kinds (repeatable)
    #[arg(long, value_name = "FILE|DIR")]
    crds: Vec<PathBuf>,
    /// Take unknown fields without a word
    #[arg(long)]
    no_strict: bool,
    /// Pass over this kind where it has no schema, as Kind or group/Kind (repeatable)
    #[arg(long, value_name = "KIND")]
    allow_missing_schema: Vec<String>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// How many threads to use [default: one for each core]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Close with counts on stdout
    #[arg(long)]
    summary: bool,
}

/// The forms of a result.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Human,
    /// Versioned; see docs/schemas/validate.schema.json
    Json,
    /// JUnit XML
    Junit,
    /// Test Anything Protocol, version 13
    Tap,
}

pub(crate) fn run(args: &ValidateArgs, term: &Term) -> anyhow::Result<Exit> {
    let jobs = args.jobs.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from);
    let files = match input::collect(&args.paths) {
        Ok(files) => files,
        Err(error) => return Ok(usage(term, &error.to_string())),
    };
    let files = input::read(&files, jobs)?;
    let definitions = match input::collect(&args.crds) {
        Ok(files) => input::read(&files, jobs)?,
        Err(error) => return Ok(usage(term, &error.to_string())),
    };
    let mut catalog = match version::catalog(&args.kubernetes_version, &args.schemas) {
        Ok(catalog) => catalog,
        Err(error) => return Ok(usage(term, &error.to_string())),
    };
    if args.no_strict {
        catalog = catalog.lenient();
    }
    let mut custom = 0_usize;
    for file in &definitions {
        custom += file.add_crds(&mut catalog);
    }
    if !args.crds.is_empty() && custom == 0 && definitions.iter().all(input::File::readable) {
        return Ok(usage(term, "--crds names no CustomResourceDefinition that defines a kind"));
    }
    for file in &files {
        file.add_crds(&mut catalog);
    }
    let classes: BTreeSet<_> = files.iter().flat_map(input::File::classes).collect();
    version::add_schemas(&mut catalog, &args.kubernetes_version, &args.schemas, &classes)?;
    let mut outcomes = judge::unreadable(&definitions);
    outcomes.extend(judge::judge(&files, &catalog, &args.allow_missing_schema, jobs));
    let report = output::Report {
        kubernetes: args.kubernetes_version.to_string(),
        strict: !args.no_strict,
        files: files.len(),
        texts: definitions.iter().chain(&files).map(|file| (file.text.file.as_str(), &file.text)).collect(),
        outcomes,
    };
    let exit = report.exit();
    match args.format {
        Format::Human => {
            term.result(&report.human(term.color()))?;
            if exit == Exit::NothingSelected {
                term.note("nothing to validate: no Kubernetes object with a schema was found");
            }
            if args.summary {
                term.result(&report.closing())?;
            } else {
                term.note(report.closing().trim_end());
            }
        }
        Format::Json => term.result(&report.json())?,
        Format::Junit => term.result(&report.junit())?,
        Format::Tap => term.result(&report.tap(args.summary))?,
    }
    Ok(exit)
}

fn usage(term: &Term, message: &str) -> Exit {
    term.error(&format!("error: {message}"));
    Exit::Usage
}
