use std::collections::{BTreeMap, BTreeSet};

use conform_checks::{Clause, Contracts, contracts::Requirement};
use conform_model::{ChartUse, ClusterId, Excerpt, InputDigests, Level, Location, Record, RunId, Verdict};

use crate::{Row, State, Summary, words::WORDS};

/// What a report comes to, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// Everything that is demanded was looked at and holds.
    Accepted,
    /// The same, but for what someone answers for until a day.
    AcceptedWithWaivers,
    /// Nothing fails, and not everything was looked at.
    Partial,
    /// Something that must hold does not.
    Refused,
}

impl Decision {
    /// The spelling used in files and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::AcceptedWithWaivers => "accepted-with-waivers",
            Self::Partial => "partial",
            Self::Refused => "refused",
        }
    }

    /// Every decision, best first.
    pub const ALL: [Self; 4] = [Self::Accepted, Self::AcceptedWithWaivers, Self::Partial, Self::Refused];
}

/// Why a decision is not better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The best decision that it leaves.
    pub at_best: Decision,
    /// What is the case.
    pub text: String,
}

/// What one contract comes to in one cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cell {
    /// So many clauses fail there.
    Fails(usize),
    /// Nothing of it was judged, or not for this cluster.
    NotLooked,
    /// So many clauses fail there under a waiver, and none without.
    Waived(usize),
    /// No clause has a finding there.
    Holds,
}

/// One contract in the matrix.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    pub(crate) contract: &'a str,
    pub(crate) title: &'a str,
    pub(crate) counts: BTreeMap<State, usize>,
    /// One per cluster of the topology.
    pub(crate) clusters: Vec<Cell>,
    /// Findings that belong to no cluster.
    pub(crate) elsewhere: Cell,
}

/// A requirement and what its clauses come to.
#[derive(Debug)]
pub(crate) struct Demand<'a> {
    pub(crate) requirement: &'a Requirement,
    pub(crate) clauses: Vec<&'static str>,
    pub(crate) state: State,
    /// What only running clusters can show.
    pub(crate) live: Vec<&'a str>,
}

/// Why something was not looked at, and what.
#[derive(Debug)]
pub(crate) struct Unseen<'a> {
    pub(crate) state: State,
    pub(crate) reason: &'a str,
    pub(crate) clauses: Vec<&'a str>,
}

/// A run, joined with contracts and waivers: everything that the forms of a report show.
#[derive(Debug)]
pub struct Report<'a> {
    pub(crate) harness: &'a str,
    pub(crate) run: &'a RunId,
    pub(crate) inputs: &'a InputDigests,
    pub(crate) only: &'a [ClusterId],
    pub(crate) contracts: &'a Contracts,
    pub(crate) summary: &'a Summary<'a>,
    pub(crate) demands: Vec<Demand<'a>>,
    pub(crate) reasons: Vec<Reason>,
    excerpts: BTreeMap<(&'a str, conform_model::Span), &'a Excerpt>,
}

/// Adds a record without verdict for each clause that has none, so that nothing is left out in
/// silence. The first record says which run it was and on what it rests.
#[must_use]
pub fn complete(mut records: Vec<Record>, clauses: &[&Clause]) -> Vec<Record> {
    let known: BTreeSet<String> = records.iter().map(|record| record.clause.id.clone()).collect();
    let Some(first) = records.first().cloned() else { return records };
    for clause in clauses.iter().filter(|clause| !known.contains(clause.id.as_str())) {
        records.push(Record {
            clause: clause.entry(),
            finished: None,
            verdict: None,
            reason: Some(WORDS.no_record.to_owned()),
            findings: Vec::new(),
            evidence: Vec::new(),
            supersedes: None,
            ..first.clone()
        });
    }
    records.sort_by(|left, right| left.clause.id.cmp(&right.clause.id));
    records
}

impl<'a> Report<'a> {
    /// Joins the records of a run, made [`complete`], with the contracts. `None` without a record.
    #[must_use]
    pub fn new(
        harness: &'a str,
        records: &'a [Record],
        summary: &'a Summary<'a>,
        contracts: &'a Contracts,
        excerpts: &'a [Excerpt],
    ) -> Option<Self> {
        let first = records.first()?;
        let mut report = Self {
            harness,
            run: &first.run,
            inputs: &first.inputs,
            only: &first.clusters,
            contracts,
            summary,
            demands: demands(contracts, summary),
            reasons: Vec::new(),
            excerpts: excerpts
                .iter()
                .map(|excerpt| ((excerpt.file.as_str(), excerpt.span), excerpt))
                .collect(),
        };
        report.reasons = reasons(&report);
        Some(report)
    }

    /// What the report comes to.
    #[must_use]
    pub fn decision(&self) -> Decision {
        self.reasons.iter().map(|reason| reason.at_best).max().unwrap_or(Decision::Accepted)
    }

    /// Why it is not better, worst first.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// The run.
    #[must_use]
    pub fn run(&self) -> &'a RunId {
        self.run
    }

    /// What the run rests on.
    #[must_use]
    pub fn inputs(&self) -> &'a InputDigests {
        self.inputs
    }

    /// The clusters whose findings count; empty for all of them.
    #[must_use]
    pub fn only(&self) -> &'a [ClusterId] {
        self.only
    }

    pub(crate) fn stand_ins(&self) -> impl Iterator<Item = &'a ChartUse> + use<'a> {
        self.inputs.charts.iter().filter(|chart| chart.stand_in)
    }

    pub(crate) fn clusters(&self) -> impl Iterator<Item = &'a ClusterId> + use<'a> {
        self.contracts.topology.clusters.iter().map(|cluster| &cluster.id)
    }

    /// The clusters of the topology that the run was not asked about.
    pub(crate) fn left_out(&self) -> Vec<&'a str> {
        self.clusters()
            .filter(|cluster| !self.only.is_empty() && !self.only.contains(cluster))
            .map(ClusterId::as_str)
            .collect()
    }

    pub(crate) fn excerpt(&self, location: &Location) -> Option<&'a Excerpt> {
        self.excerpts.get(&(location.file.as_str(), location.span)).copied()
    }

    pub(crate) fn in_state(&self, state: State) -> impl Iterator<Item = &Row<'a>> {
        self.summary.rows.iter().filter(move |row| row.state == state)
    }

    /// A line per contract, in the order of their dependency.
    pub(crate) fn matrix(&self) -> Vec<Line<'_>> {
        self.contracts
            .iter()
            .map(|contract| {
                let id = contract.id.as_str();
                let rows: Vec<&Row<'_>> =
                    self.summary.rows.iter().filter(|row| row.record.clause.contract == id).collect();
                let mut counts = BTreeMap::new();
                for row in &rows {
                    *counts.entry(row.state).or_default() += 1;
                }
                let left_out = self.left_out();
                let clusters = self
                    .clusters()
                    .map(|cluster| {
                        if left_out.contains(&cluster.as_str()) {
                            Cell::NotLooked
                        } else {
                            cell(&rows, Some(cluster))
                        }
                    })
                    .collect();
                Line {
                    contract: id,
                    title: &contract.title.value,
                    counts,
                    clusters,
                    elsewhere: cell(&rows, None),
                }
            })
            .collect()
    }

    /// What has no verdict about the stack, and what does not apply; the same reasons together.
    pub(crate) fn unseen(&self) -> Vec<Unseen<'_>> {
        let mut groups: BTreeMap<(State, &str), Vec<&str>> = BTreeMap::new();
        for row in &self.summary.rows {
            let silent = matches!(
                row.state,
                State::Verdict(Verdict::Blocked | Verdict::Broken | Verdict::NotApplicable) | State::NotRun
            );
            if silent {
                let reason = row.record.reason.as_deref().unwrap_or(WORDS.no_verdict);
                groups.entry((row.state, reason)).or_default().push(&row.record.clause.id);
            }
        }
        groups.into_iter().map(|((state, reason), clauses)| Unseen { state, reason, clauses }).collect()
    }
}

fn cell(rows: &[&Row<'_>], cluster: Option<&ClusterId>) -> Cell {
    let with_finding = |state| {
        rows.iter()
            .filter(|row| {
                let mut findings = row.record.findings.iter();
                row.state == state && findings.any(|finding| finding.location.cluster.as_ref() == cluster)
            })
            .count()
    };
    let judged = rows
        .iter()
        .any(|row| matches!(row.state, State::Verdict(Verdict::Pass | Verdict::Fail) | State::Waived));
    match (with_finding(State::Verdict(Verdict::Fail)), with_finding(State::Waived)) {
        _ if !judged => Cell::NotLooked,
        (0, 0) => Cell::Holds,
        (0, waived) => Cell::Waived(waived),
        (failing, _) => Cell::Fails(failing),
    }
}

fn demands<'a>(contracts: &'a Contracts, summary: &Summary<'_>) -> Vec<Demand<'a>> {
    let states: BTreeMap<&str, State> =
        summary.rows.iter().map(|row| (row.record.clause.id.as_str(), row.state)).collect();
    contracts
        .requirements
        .iter()
        .map(|requirement| {
            let clauses: Vec<&'static str> = contracts
                .requirements
                .clauses_of(requirement)
                .into_iter()
                .map(|clause| clause.id.as_str())
                .collect();
            let waived = contracts.waivers.iter().any(|waiver| {
                waiver.is_for_requirement(&requirement.id.value) && waiver.holds(summary.as_of)
            });
            let worst = clauses
                .iter()
                .map(|id| states.get(id).copied().unwrap_or(State::NotRun))
                .max_by_key(|state| state.weight());
            let state = match worst {
                None if waived => State::Waived,
                None => State::NotRun,
                Some(state) => state,
            };
            Demand { requirement, clauses, state, live: contracts.requirements.live_of(requirement) }
        })
        .collect()
}

/// Everything that keeps a run from being accepted, worst first.
fn reasons(report: &Report<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let mut add = |at_best, text: String| reasons.push(Reason { at_best, text });
    let musts = |state| -> Vec<&str> {
        report
            .in_state(state)
            .filter(|row| row.record.clause.level == Level::Must)
            .map(|row| row.record.clause.id.as_str())
            .collect()
    };
    for (state, at_best) in [
        (State::Verdict(Verdict::Broken), Decision::Refused),
        (State::Verdict(Verdict::Fail), Decision::Refused),
        (State::Verdict(Verdict::Blocked), Decision::Partial),
        (State::NotRun, Decision::Partial),
        (State::Waived, Decision::AcceptedWithWaivers),
    ] {
        let ids = musts(state);
        if !ids.is_empty() {
            add(at_best, format!("{} Must {}: {}", ids.len(), WORDS.verb(state), some(&ids)));
        }
    }
    let stand_ins: Vec<String> =
        report.stand_ins().map(|chart| format!("{} {}", chart.name, chart.version)).collect();
    if !stand_ins.is_empty() {
        add(Decision::Partial, format!("{}: {}", WORDS.over_stand_ins, stand_ins.join(", ")));
    }
    if report.inputs.tools.is_empty() {
        add(Decision::Partial, WORDS.rendered_elsewhere.to_owned());
    }
    let left_out = report.left_out();
    if !left_out.is_empty() {
        add(Decision::Partial, format!("{}: {}", WORDS.clusters_left_out, left_out.join(", ")));
    }
    if report.inputs.contracts != report.contracts.digest() {
        add(Decision::Partial, WORDS.contracts_changed.to_owned());
    }
    let objectives = report.contracts.iter().map(|contract| contract.objectives.len()).sum::<usize>();
    let live = report.demands.iter().filter(|demand| !demand.live.is_empty()).count();
    if objectives + live > 0 {
        let text = format!(
            "{}: {objectives} objectives are not measured, and {live} requirements have a part that only running clusters show",
            WORDS.nothing_live
        );
        add(Decision::Partial, text);
    }
    let ids_of = |state, open: bool| -> Vec<&str> {
        report
            .demands
            .iter()
            .filter(|demand| {
                demand.clauses.is_empty() && demand.live.is_empty() == open && demand.state == state
            })
            .map(|demand| demand.requirement.id.value.as_str())
            .collect()
    };
    let unjudged = ids_of(State::NotRun, true);
    if !unjudged.is_empty() {
        add(Decision::Partial, format!("{}: {}", WORDS.unjudged_requirements, some(&unjudged)));
    }
    let waived = ids_of(State::Waived, true);
    if !waived.is_empty() {
        let text = format!("{}: {}", WORDS.waived_requirements, some(&waived));
        add(Decision::AcceptedWithWaivers, text);
    }
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.at_best));
    reasons
}

/// The first few of a list, and how many more there are.
pub(crate) fn some(ids: &[&str]) -> String {
    const FEW: usize = 5;
    let few = ids.iter().take(FEW).copied().collect::<Vec<_>>().join(", ");
    match ids.len().saturating_sub(FEW) {
        0 => few,
        more => format!("{few} and {more} more"),
    }
}
