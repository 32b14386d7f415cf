//! The `conform` binary: reads the command line, calls the other crates, prints.
//!
//! The only crate that prints and the only one that decides an exit code. It judges nothing.

mod charts;
mod check;
mod docs;
mod explain;
mod input;
mod list;
mod man;
mod matrix;
mod new_check;
mod prove;
mod registry;
mod render;
mod report;
mod source;
mod term;
mod tools;
mod validate;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};
use conform_model::Exit;

use crate::term::{ColorChoice, Term};

/// Proves with evidence that a monitoring stack does what its contracts promise.
#[derive(Debug, Parser)]
#[command(name = "conform", version, about, disable_help_subcommand = true)]
struct Cli {
    /// When to colour the output
    #[arg(long, global = true, value_enum, default_value_t)]
    color: ColorChoice,
    /// Say nothing on stderr but errors
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Check(Box<check::CheckArgs>),
    Charts(charts::ChartsArgs),
    Completions(man::CompletionsArgs),
    Docs(docs::DocsArgs),
    Explain(explain::ExplainArgs),
    List(list::ListArgs),
    Man(man::ManArgs),
    Matrix(matrix::MatrixArgs),
    NewCheck(new_check::NewCheckArgs),
    Prove(Box<prove::ProveArgs>),
    Render(render::RenderVerbArgs),
    Report(report::ReportArgs),
    Tools(tools::ToolsArgs),
    Validate(validate::ValidateArgs),
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // clap prints help and version to stdout and mistakes to stderr, with the right colours.
            let _closed = error.print();
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Holds };
            return ExitCode::from(exit.code());
        }
    };
    let term = Term::new(cli.color, cli.quiet);
    let outcome: anyhow::Result<Exit> = match &cli.verb {
        Verb::Check(args) => check::run(args, &term),
        Verb::Docs(args) => docs::run(args, &term),
        Verb::Charts(args) => charts::run(args, &term),
        Verb::Completions(args) => man::completions(args, Cli::command(), &term),
        Verb::Explain(args) => explain::run(args, &term),
        Verb::List(args) => list::run(args, &term),
        Verb::Man(args) => man::man(args, Cli::command(), &term),
        Verb::Matrix(args) => matrix::run(args, &term),
        Verb::NewCheck(args) => new_check::run(args, &term),
        Verb::Prove(args) => prove::run(args, &term),
        Verb::Render(args) => render::run(args, &term),
        Verb::Report(args) => report::run(args, &term),
        Verb::Tools(args) => tools::run(args, &term),
        Verb::Validate(args) => validate::run(args, &term),
    };
    let exit = outcome.unwrap_or_else(|error| {
        term.error(&format!("error: {error:#}"));
        if error.is::<source::Usage>() { Exit::Usage } else { Exit::Broken }
    });
    ExitCode::from(exit.code())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::CommandFactory as _;
    use conform_manifest::yaml::{Node, Text, Value, parse_one};

    use super::*;

    fn document(name: &str) -> String {
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)).unwrap()
    }

    /// The blocks of a language in a Markdown document.
    fn blocks(text: &str, language: &str) -> Vec<String> {
        text.split(&format!("```{language}\n"))
            .skip(1)
            .map(|rest| rest.split("\n```").next().unwrap().to_owned())
            .collect()
    }

    /// Every string of a YAML document.
    fn strings<'a>(node: &'a Node, found: &mut Vec<&'a str>) {
        match &node.value {
            Value::String(text) => found.push(text),
            Value::Seq(items) => items.iter().for_each(|item| strings(item, found)),
            Value::Map(map) => map.iter().for_each(|entry| strings(&entry.value, found)),
            _ => {}
        }
    }

    /// What a line of a shell gives to `conform`; nothing where it starts something else.
    fn arguments(line: &str) -> Option<Vec<&str>> {
        let words: Vec<&str> = line
            .split(';')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .take_while(|word| !["#", ">", ">>", "|", "||", "&&"].contains(word))
            .collect();
        match words.as_slice() {
            ["cargo", "run", rest @ ..] => {
                let at = rest.iter().position(|word| *word == "--")?;
                Some([&["conform"], &rest[at + 1..]].concat())
            }
            [program, _, ..] if *program == "conform" || program.ends_with("/conform") => Some(words),
            _ => None,
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_of_the_recipes_and_of_the_readme_is_one() {
        let recipes = document("docs/ci.md");
        let mut lines = Vec::new();
        for block in blocks(&recipes, "yaml") {
            let root = parse_one(&Text::new("docs/ci.md", block)).unwrap();
            let mut found = Vec::new();
            strings(&root, &mut found);
            lines.extend(found.iter().flat_map(|text| text.lines()).map(ToOwned::to_owned));
        }
        let of_recipes = lines.iter().filter(|line| arguments(line).is_some()).count();
        assert!(of_recipes >= 6, "the recipes start the program {of_recipes} times");
        lines.extend(
            blocks(&document("README.md"), "sh")
                .iter()
                .flat_map(|block| block.lines().map(ToOwned::to_owned).collect::<Vec<_>>()),
        );
        for line in &lines {
            if let Some(arguments) = arguments(line) {
                Cli::try_parse_from(&arguments).unwrap_or_else(|error| panic!("{line}\n{error}"));
            }
        }
    }
}
