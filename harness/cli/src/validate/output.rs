//! The result of a validation, for people and machines.

use std::{collections::BTreeMap, fmt::Write as _};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use conform_manifest::yaml::Text;
use conform_model::{Exit, Span};
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use serde_json::{Value, json};

use super::judge::{Outcome, Problem, Status};

/// The version of the JSON form; `docs/schemas/validate.schema.json` describes it.
const VALIDATE_VERSION: u32 = 1;
/// The longest line that is shown with a caret; a longer one is cut to what surrounds the place.
const WIDEST: usize = 160;

/// Everything that came out.
pub(super) struct Report<'a> {
    pub(super) kubernetes: String,
    pub(super) strict: bool,
    pub(super) files: usize,
    pub(super) texts: BTreeMap<&'a str, &'a Text>,
    pub(super) outcomes: Vec<Outcome>,
}

impl Report<'_> {
    /// The exit code that the outcomes amount to.
    pub(super) fn exit(&self) -> Exit {
        if self.outcomes.iter().any(|outcome| outcome.status.fails()) {
            Exit::Fails
        } else if self.outcomes.iter().any(|outcome| outcome.status == Status::Unjudged) {
            Exit::Partial
        } else if self.outcomes.iter().any(|outcome| outcome.status == Status::Valid) {
            Exit::Holds
        } else {
            Exit::NothingSelected
        }
    }

    fn counts(&self) -> impl Iterator<Item = (Status, usize)> {
        Status::ALL
            .into_iter()
            .map(|status| (status, self.outcomes.iter().filter(|outcome| outcome.status == status).count()))
    }

    fn line_column(&self, file: &str, span: Span) -> (u32, u32) {
        self.texts.get(file).map_or((1, 1), |text| text.line_column(span.start))
    }

    /// One line of counts.
    pub(super) fn closing(&self) -> String {
        let counts: Vec<String> = self
            .counts()
            .filter(|(_, count)| *count > 0)
            .map(|(status, count)| format!("{count} {}", status.as_str()))
            .collect();
        let objects = self.outcomes.iter().filter(|outcome| outcome.kind.is_some()).count();
        let counts = if counts.is_empty() { String::new() } else { format!(": {}", counts.join(", ")) };
        format!(
            "{objects} {} in {} {}, Kubernetes {}{counts}\n",
            if objects == 1 { "object" } else { "objects" },
            self.files,
            if self.files == 1 { "file" } else { "files" },
            self.kubernetes,
        )
    }

    /// What is wrong, as a compiler shows it.
    pub(super) fn human(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let mut text = String::new();
        for outcome in &self.outcomes {
            for problem in &outcome.problems {
                text.push_str(&self.shown(outcome, problem, &renderer));
                text.push_str("\n\n");
            }
        }
        text
    }

    fn shown(&self, outcome: &Outcome, problem: &Problem, renderer: &Renderer) -> String {
        let level = if outcome.status.fails() { Level::ERROR } else { Level::WARNING };
        let mut group = Group::with_title(level.primary_title(&problem.message));
        let window = self.texts.get(outcome.file.as_str()).and_then(|text| window(text, problem.span));
        let (line, column) = self.line_column(&outcome.file, problem.span);
        let place = format!("{}:{line}:{column}", outcome.file);
        if let Some((source, line, start, end)) = &window {
            group = group.element(
                Snippet::source(*source)
                    .line_start(*line)
                    .path(&outcome.file)
                    .fold(false)
                    .annotation(AnnotationKind::Primary.span(*start..*end)),
            );
        } else {
            group = group.element(Level::NOTE.message(&place));
        }
        let title = outcome.title().map(|title| match &problem.pointer {
            Some(pointer) if !pointer.as_str().is_empty() => format!("{title} at {pointer}"),
            _ => title,
        });
        if let Some(title) = &title {
            group = group.element(Level::NOTE.message(title));
        }
        if let Some(help) = &problem.help {
            group = group.element(Level::HELP.message(help));
        }
        renderer.render(&[group])
    }

    /// The JSON form.
    pub(super) fn json(&self) -> String {
        let objects: Vec<Value> = self
            .outcomes
            .iter()
            .map(|outcome| {
                let (line, column) = self.line_column(&outcome.file, outcome.span);
                let problems: Vec<Value> = outcome
                    .problems
                    .iter()
                    .map(|problem| {
                        let (line, column) = self.line_column(&outcome.file, problem.span);
                        json!({
                            "message": problem.message,
                            "pointer": problem.pointer,
                            "line": line,
                            "column": column,
                            "help": problem.help,
                        })
                    })
                    .collect();
                json!({
                    "file": outcome.file,
                    "line": line,
                    "column": column,
                    "api_version": outcome.api_version,
                    "kind": outcome.kind,
                    "namespace": outcome.namespace,
                    "name": outcome.name,
                    "status": outcome.status.as_str(),
                    "problems": problems,
                })
            })
            .collect();
        let counts: serde_json::Map<String, Value> =
            self.counts().map(|(status, count)| (status.as_str().to_owned(), json!(count))).collect();
        let report = json!({
            "version": VALIDATE_VERSION,
            "harness": env!("CARGO_PKG_VERSION"),
            "kubernetes": self.kubernetes,
            "strict": self.strict,
            "exit": self.exit().code(),
            "files": self.files,
            "counts": counts,
            "objects": objects,
        });
        format!("{report:#}\n")
    }

    /// `file:line:column: message` for every problem of an object, with help below it.
    fn lines(&self, outcome: &Outcome) -> String {
        let mut text = String::new();
        for problem in &outcome.problems {
            let (line, column) = self.line_column(&outcome.file, problem.span);
            let _infallible = writeln!(text, "{}:{line}:{column}: {}", outcome.file, problem.message);
            if let Some(help) = &problem.help {
                let _infallible = writeln!(text, "  help: {help}");
            }
        }
        text
    }

    /// JUnit XML: a suite per file, a case per object.
    pub(super) fn junit(&self) -> String {
        let mut report = quick_junit::Report::new("conform validate");
        for outcomes in self.outcomes.chunk_by(|a, b| a.file == b.file) {
            let Some(first) = outcomes.first() else { continue };
            let mut suite = TestSuite::new(first.file.as_str());
            for outcome in outcomes {
                let text = self.lines(outcome);
                let message =
                    outcome.problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
                let mut status = match outcome.status {
                    Status::Valid => TestCaseStatus::success(),
                    Status::Allowed | Status::Unjudged => TestCaseStatus::skipped(),
                    Status::Invalid | Status::NoSchema => {
                        TestCaseStatus::non_success(NonSuccessKind::Failure)
                    }
                    Status::BrokenSchema | Status::Unreadable => {
                        TestCaseStatus::non_success(NonSuccessKind::Error)
                    }
                };
                match outcome.status {
                    Status::Valid => {}
                    Status::Allowed => {
                        status.set_message("no schema, which is allowed");
                    }
                    _ => {
                        status.set_message(message).set_description(text);
                    }
                }
                let (line, _) = self.line_column(&outcome.file, outcome.span);
                let title = outcome.title().unwrap_or_else(|| "file".to_owned());
                let mut case = TestCase::new(format!("{title} (line {line})"), status);
                case.set_classname(outcome.api_version.clone().unwrap_or_else(|| outcome.file.clone()));
                suite.add_test_case(case);
            }
            report.add_test_suite(suite);
        }
        match report.to_string() {
            Ok(text) => text,
            Err(error) => format!("<!-- {error} -->\n"),
        }
    }

    /// TAP version 13: a test per object; what nobody can judge is a TODO.
    pub(super) fn tap(&self, summary: bool) -> String {
        let mut text = format!("TAP version 13\n1..{}\n", self.outcomes.len());
        for (at, outcome) in self.outcomes.iter().enumerate() {
            let title = outcome.title().map(|title| format!(" {title}")).unwrap_or_default();
            let (line, _) = self.line_column(&outcome.file, outcome.span);
            let (ok, directive) = match outcome.status {
                Status::Valid => ("ok", ""),
                Status::Allowed => ("ok", " # SKIP no schema, which is allowed"),
                Status::Unjudged => ("not ok", " # TODO unjudged under a stand-in definition"),
                _ => ("not ok", ""),
            };
            // A `#` would begin a directive.
            let described = format!("{}:{line}{title}", outcome.file).replace('#', "\\#");
            let _infallible = writeln!(text, "{ok} {} - {described}{directive}", at + 1);
            for line in self.lines(outcome).lines() {
                let _infallible = writeln!(text, "# {line}");
            }
        }
        if summary {
            let _infallible = write!(text, "# {}", self.closing());
        }
        text
    }
}

/// The line that holds a place: its text, its number, and the place within it.
fn window(text: &Text, span: Span) -> Option<(&str, usize, usize, usize)> {
    let content = text.content.as_str();
    let start = (span.start as usize).min(content.len());
    let mut from = content.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let mut to = content.get(start..)?.find('\n').map_or(content.len(), |at| start + at);
    if to - from > WIDEST {
        let near =
            |at: usize| (at..content.len()).find(|at| content.is_char_boundary(*at)).unwrap_or(content.len());
        from = near(start.saturating_sub(WIDEST / 2).max(from));
        to = near((start + WIDEST / 2).min(to)).max(start);
    }
    let end = (span.end as usize).clamp(start, to).max((start + 1).min(to));
    let end = (end..=to).find(|at| content.is_char_boundary(*at)).unwrap_or(to);
    let (line, _) = text.line_column(span.start);
    Some((content.get(from..to)?, line as usize, start - from, end - from))
}
