use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::atomic::{AtomicUsize, Ordering},
};

use conform_checks::{Clause, Facts, Outcome, Plan};
use conform_model::{ClusterId, Finding, InputDigests, RECORD_VERSION, Record, RunId, Verdict};
use jiff::Timestamp;

/// The run that verdicts belong to.
#[derive(Debug, Clone)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// What it read.
    pub inputs: InputDigests,
    /// The clusters whose findings count; empty for all.
    pub clusters: Vec<ClusterId>,
}

/// The id of the clause that reports what cannot be read; every other one is blocked by it.
const READABLE: &str = "tree.documents-readable";

impl Run {
    /// A fresh run id: the start in milliseconds and the process, in base 36.
    #[must_use]
    pub fn fresh_id() -> RunId {
        let millis = u64::try_from(now().as_millisecond()).unwrap_or_default();
        let text = format!("{}-{}", base36(millis), base36(u64::from(std::process::id())));
        // Nine digits of milliseconds, a hyphen and at least one more: always 10 to 40 characters.
        RunId::parse(&format!("{text:0<10}")).unwrap_or_else(|error| unreachable!("{error}"))
    }
}

fn base36(mut value: u64) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut text = Vec::new();
    loop {
        text.push(DIGITS[usize::try_from(value % 36).unwrap_or_default()]);
        value /= 36;
        if value == 0 {
            break;
        }
    }
    text.reverse();
    String::from_utf8_lossy(&text).into_owned()
}

#[expect(clippy::disallowed_methods, reason = "the engine owns the clock of a run; judges never see it")]
fn now() -> Timestamp {
    Timestamp::now()
}

/// Judges clauses, on all processors, and returns their records in the order given.
#[must_use]
pub fn judge(clauses: &[&'static Clause], facts: &Facts<'_>, run: &Run) -> Vec<Record> {
    side_by_side(clauses, &|clause: &&'static Clause| one(clause, facts, run))
}

/// Judges clauses one after the other, for a caller that has other work for the other processors.
#[must_use]
pub fn judge_in_turn(clauses: &[&'static Clause], facts: &Facts<'_>, run: &Run) -> Vec<Record> {
    clauses.iter().map(|clause| one(clause, facts, run)).collect()
}

/// Does the same with every item, on all processors, and returns what came of them in their order.
///
/// # Panics
/// When `work` does.
pub fn side_by_side<T: Sync, R: Send>(items: &[T], work: &(dyn Fn(&T) -> R + Sync)) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(items.len().max(1));
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..workers)
            .map(|_| {
                scope.spawn(|| {
                    let mut own = Vec::new();
                    while let at = next.fetch_add(1, Ordering::Relaxed)
                        && let Some(item) = items.get(at)
                    {
                        own.push((at, work(item)));
                    }
                    own
                })
            })
            .collect();
        handles
            .into_iter()
            .flat_map(|handle| handle.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

fn one(clause: &'static Clause, facts: &Facts<'_>, run: &Run) -> Record {
    let started = now();
    let Plan::Manifest { judge, .. } = clause.plan;
    let mut outcome = Outcome::new();
    let judged = catch_unwind(AssertUnwindSafe(|| judge(facts, &mut outcome)));
    let evidence = outcome.evidence();
    let (verdict, reason, findings) = match judged {
        Err(panic) => (Verdict::Broken, Some(panic_text(&*panic)), Vec::new()),
        Ok(()) => conclude(clause, facts, run, outcome),
    };
    Record {
        version: RECORD_VERSION,
        run: run.id.clone(),
        clause: clause.entry(),
        started,
        finished: Some(now()),
        verdict: Some(verdict),
        reason,
        findings,
        evidence,
        inputs: run.inputs.clone(),
        clusters: run.clusters.clone(),
        supersedes: None,
    }
}

fn conclude(
    clause: &'static Clause,
    facts: &Facts<'_>,
    run: &Run,
    outcome: Outcome,
) -> (Verdict, Option<String>, Vec<Finding>) {
    let Some((verdict, reason)) = outcome.verdict() else {
        let contract = facts.contracts.get(clause.id.contract());
        let finding = Finding::missing(
            "there is nothing in the tree that this clause could look at",
            contract.location.clone(),
        )
        .help("what the contract requires is missing from the render; add it, or waive the clause");
        return (Verdict::Fail, None, vec![finding]);
    };
    let mut findings = outcome.into_findings();
    if verdict == Verdict::Fail && !run.clusters.is_empty() {
        findings.retain(|finding| {
            finding.location.cluster.as_ref().is_none_or(|cluster| run.clusters.contains(cluster))
        });
        if findings.is_empty() {
            return (Verdict::Pass, None, findings);
        }
    }
    let unreadable = facts.stack.unreadable().count();
    if verdict == Verdict::Pass && unreadable > 0 && clause.id.as_str() != READABLE {
        let reason = format!("the render has documents that cannot be read ({unreadable}); see {READABLE}");
        return (Verdict::Blocked, Some(reason), findings);
    }
    (verdict, reason, findings)
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("the judge panicked");
    format!("{text}; this is a bug of the harness")
}
