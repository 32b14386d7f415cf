use std::collections::BTreeMap;

use conform_checks::contracts::Waiver;
use conform_manifest::Stack;
use conform_model::{ChartUse, ClusterId, Exit, InputDigests, Level, Location, Record, RunId, Verdict};
use jiff::civil::Date;

/// What a report says of a clause: its verdict, or that a failure is waived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// The verdict stands.
    Verdict(Verdict),
    /// It fails, and someone answers for that until a day that has not passed.
    Waived,
    /// There is no verdict.
    NotRun,
}

impl State {
    /// The spelling used in files and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verdict(verdict) => verdict.as_str(),
            Self::Waived => "waived",
            Self::NotRun => "not-run",
        }
    }

    /// How much it weighs where one state stands for several, the worst most.
    pub(crate) const fn weight(self) -> u8 {
        match self {
            Self::Verdict(Verdict::Broken) => 6,
            Self::Verdict(Verdict::Fail) => 5,
            Self::Verdict(Verdict::Blocked) => 4,
            Self::NotRun => 3,
            Self::Waived => 2,
            Self::Verdict(Verdict::Pass) => 1,
            Self::Verdict(Verdict::NotApplicable) => 0,
        }
    }
}

/// One clause of a report.
#[derive(Debug)]
pub struct Row<'a> {
    /// Its record.
    pub record: &'a Record,
    /// Its state.
    pub state: State,
    /// The waiver that names the clause, expired or not.
    pub waiver: Option<&'a Waiver>,
}

/// How many clauses are in which state.
pub type Counts = BTreeMap<State, usize>;

/// The records of one run, joined with the waivers.
#[derive(Debug)]
pub struct Summary<'a> {
    /// The clauses, in the order of the records.
    pub rows: Vec<Row<'a>>,
    /// How many are in which state.
    pub counts: Counts,
    /// What the run comes to.
    pub exit: Exit,
    /// The day on which waivers are judged.
    pub as_of: Date,
}

impl<'a> Summary<'a> {
    /// Joins records with waivers as they stand on a day.
    #[must_use]
    pub fn new(records: &'a [Record], waivers: &'a [Waiver], as_of: Date) -> Self {
        let rows: Vec<Row<'a>> = records
            .iter()
            .map(|record| {
                let waiver = waivers.iter().find(|waiver| waiver.is_for_clause(&record.clause.id));
                let state = match record.verdict {
                    None => State::NotRun,
                    Some(Verdict::Fail) if waiver.is_some_and(|waiver| waiver.holds(as_of)) => State::Waived,
                    Some(verdict) => State::Verdict(verdict),
                };
                Row { record, state, waiver }
            })
            .collect();
        let mut counts = Counts::new();
        for row in &rows {
            *counts.entry(row.state).or_default() += 1;
        }
        let exit = Exit::of(rows.iter().map(|row| {
            let verdict = match row.state {
                State::Verdict(verdict) => verdict,
                State::Waived => Verdict::Pass,
                State::NotRun => Verdict::Blocked,
            };
            (row.record.clause.level, verdict)
        }));
        Self { rows, counts, exit, as_of }
    }

    /// How many clauses fail without waiver, of a level.
    #[must_use]
    pub fn failing(&self, level: Level) -> usize {
        let fails =
            |row: &&Row<'_>| row.state == State::Verdict(Verdict::Fail) && row.record.clause.level == level;
        self.rows.iter().filter(fails).count()
    }
}

/// How much was judged.
#[derive(Debug, Clone, Copy)]
pub struct Judged {
    /// Clusters.
    pub clusters: usize,
    /// Stages.
    pub stages: usize,
    /// Objects.
    pub objects: usize,
}

impl Judged {
    /// All of a stack.
    #[must_use]
    pub fn all_of(stack: &Stack) -> Self {
        Self {
            clusters: stack.clusters().len(),
            stages: stack.stages.len(),
            objects: stack.objects().count(),
        }
    }
}

/// What every form of the report says besides the clauses.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Version of the harness.
    pub harness: &'a str,
    /// The run.
    pub run: &'a RunId,
    /// What the run rests on.
    pub inputs: &'a InputDigests,
    /// The clusters whose findings count; empty for all of them.
    pub only: &'a [ClusterId],
    /// The text of a file that findings point at.
    pub source: &'a dyn Fn(&str) -> Option<&'a str>,
}

impl std::fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context").field("run", self.run).field("inputs", self.inputs).finish_non_exhaustive()
    }
}

impl Context<'_> {
    /// The stand-in charts the run rests on.
    pub fn stand_ins(&self) -> impl Iterator<Item = &ChartUse> {
        self.inputs.charts.iter().filter(|chart| chart.stand_in)
    }
}

/// The file a person would open to mend a finding: the source where it is known, else the render.
pub(crate) fn mend_at(location: &Location) -> (&str, Option<u32>) {
    match &location.origin {
        Some(origin) => (origin.values.as_deref().unwrap_or(&origin.file), None),
        None => (&location.file, Some(location.line)),
    }
}

/// The place in words, for forms that cannot show a snippet.
pub(crate) fn place(location: &Location) -> String {
    let mut text = format!("{}:{}:{}", location.file, location.line, location.column);
    if let Some(object) = &location.object {
        text.push_str(&format!(" {object}"));
    }
    if let Some(pointer) = &location.pointer {
        text.push_str(&format!(" {pointer}"));
    }
    text
}
