//! The result of a proof, for people and machines.

use std::collections::{BTreeMap, BTreeSet};

use conform_model::Verdict;
use conform_prove::{Class, Proof, Proved, Reaction};
use conform_report::State;
use serde_json::{Value, json};

use super::Outcome;

/// The version of the JSON forms; `docs/schemas/prove.schema.json` describes the one of the result.
const PROVE_VERSION: u32 = 1;

/// By clause, the faults that it catches.
type Rows<'a> = BTreeMap<&'a str, BTreeSet<String>>;

/// How often faults of one contract and class were noticed by whom.
type Counts = BTreeMap<Reaction, usize>;

impl Outcome<'_> {
    /// What does not hold, one thing after the other, then a table.
    pub(super) fn human(&self) -> String {
        let mut text = String::new();
        if !self.stand_ins.is_empty() {
            text.push_str(&format!(
                "over STAND-IN charts, not the real ones: {}\n\n",
                self.stand_ins.join(", ")
            ));
        }
        for row in self.findings() {
            text.push_str(&format!(
                "on the clean stack {} is {}; a fault can only be seeded into a stack without findings\n",
                row.0, row.1
            ));
        }
        for fault in &self.proof.faults {
            let story = fault.story.as_deref().unwrap_or_default();
            let line = match fault.reaction() {
                Reaction::Named => None,
                Reaction::Other => Some(format!(
                    "caught by another[{}]: {story} (by {})",
                    fault.name(),
                    fault.caught_by.join(", ")
                )),
                Reaction::Survived => Some(format!("survived[{}]: {story}", fault.name())),
                Reaction::NotSeeded => Some(format!(
                    "not seeded[{}]: {}",
                    fault.name(),
                    fault.error.as_deref().unwrap_or_default().trim_end()
                )),
            };
            let broken = (!fault.broken.is_empty())
                .then(|| format!("broken[{}]: {} judged nothing", fault.name(), fault.broken.join(", ")));
            for line in line.into_iter().chain(broken) {
                text.push_str(&line);
                text.push('\n');
            }
        }
        for twins in self.twins.iter().flatten() {
            text.push_str(&format!("no fault tells these clauses apart: {}\n", twins.join(", ")));
        }
        if !text.is_empty() && !text.ends_with("\n\n") {
            text.push('\n');
        }
        self.table(&mut text);
        self.closing(&mut text);
        text
    }

    /// Clauses that do not hold over the clean stack, and what they are.
    fn findings(&self) -> impl Iterator<Item = (&str, &str)> {
        self.clean
            .rows
            .iter()
            .filter(|row| {
                matches!(
                    row.state,
                    State::Verdict(Verdict::Fail | Verdict::Blocked | Verdict::Broken) | State::NotRun
                )
            })
            .map(|row| (row.record.clause.id.as_str(), row.state.as_str()))
    }

    fn groups(&self) -> BTreeMap<(&str, Option<Class>), Counts> {
        let mut groups: BTreeMap<_, Counts> = BTreeMap::new();
        for fault in &self.proof.faults {
            let contract = fault.clause.split('.').next().unwrap_or_default();
            *groups.entry((contract, fault.class)).or_default().entry(fault.reaction()).or_default() += 1;
        }
        groups
    }

    fn table(&self, text: &mut String) {
        let mut line = |contract: &str, class: &str, cells: [String; 4]| {
            let [seeded, named, other, survived] = cells;
            text.push_str(&format!(
                "{contract:<26} {class:<14} {seeded:>7} {named:>7} {other:>7} {survived:>9}\n"
            ));
        };
        line("contract", "class", ["seeded", "named", "other", "survived"].map(ToOwned::to_owned));
        let mut sum = Counts::new();
        let mut last = "";
        for ((contract, class), counts) in self.groups() {
            let shown = if contract == last { "" } else { contract };
            last = contract;
            line(shown, class.map_or("(unread)", Class::as_str), cells(&counts));
            for (reaction, count) in counts {
                *sum.entry(reaction).or_default() += count;
            }
        }
        line("", "all", cells(&sum));
    }

    fn closing(&self, text: &mut String) {
        let twins = match &self.twins {
            None => "whether two clauses catch the same is only told over all faults".to_owned(),
            Some(twins) if twins.is_empty() => "no two clauses catch the same".to_owned(),
            Some(twins) => format!("{} groups of clauses catch the same", twins.len()),
        };
        text.push_str(&format!(
            "\n{} faults, {} clauses: {} caught by the named clause, {} by another, {} survived, {} not seeded; {} findings on the clean stack; {twins}\n",
            self.proof.faults.len(),
            self.clean.rows.len(),
            self.count(Reaction::Named),
            self.count(Reaction::Other),
            self.count(Reaction::Survived),
            self.count(Reaction::NotSeeded),
            self.findings().count(),
        ));
    }

    pub(super) fn json(&self) -> String {
        let groups: Vec<Value> = self
            .groups()
            .into_iter()
            .map(|((contract, class), counts)| {
                let of = |reaction| counts.get(&reaction).copied().unwrap_or_default();
                json!({
                    "contract": contract,
                    "class": class.map(Class::as_str),
                    "seeded": seeded(&counts),
                    "named": of(Reaction::Named),
                    "other": of(Reaction::Other),
                    "survived": of(Reaction::Survived),
                    "not_seeded": of(Reaction::NotSeeded),
                })
            })
            .collect();
        let clean: Vec<Value> =
            self.findings().map(|(clause, state)| json!({"clause": clause, "state": state})).collect();
        pretty(&json!({
            "version": PROVE_VERSION,
            "harness": env!("CARGO_PKG_VERSION"),
            "exit": self.exit().code(),
            "stand_ins": self.stand_ins,
            "clauses": self.clean.rows.len(),
            "clean": clean,
            "twins": self.twins,
            "groups": groups,
            "faults": self.proof.faults.iter().map(fault).collect::<Vec<_>>(),
        }))
    }
}

fn seeded(counts: &Counts) -> usize {
    counts.iter().filter(|(reaction, _)| **reaction != Reaction::NotSeeded).map(|(_, count)| count).sum()
}

fn cells(counts: &Counts) -> [String; 4] {
    let of = |reaction| counts.get(&reaction).copied().unwrap_or_default();
    [seeded(counts), of(Reaction::Named), of(Reaction::Other), of(Reaction::Survived)]
        .map(|count| count.to_string())
}

fn fault(fault: &Proved) -> Value {
    json!({
        "clause": fault.clause,
        "case": fault.case,
        "class": fault.class.map(Class::as_str),
        "story": fault.story,
        "reaction": fault.reaction().as_str(),
        "caught_by": fault.caught_by,
        "broken": fault.broken,
        "error": fault.error,
    })
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// The matrix as JSON: by clause, the faults that it catches.
pub(super) fn matrix_json(proof: &Proof, rows: &Rows<'_>) -> String {
    let faults: Vec<String> = proof.faults.iter().map(Proved::name).collect();
    pretty(&json!({"version": PROVE_VERSION, "faults": faults, "rows": rows}))
}

/// The matrix as CSV: a row for each clause, a column for each fault, 1 where the clause catches it.
pub(super) fn matrix_csv(proof: &Proof, rows: &Rows<'_>) -> String {
    let faults: Vec<String> = proof.faults.iter().map(Proved::name).collect();
    let mut text = String::from("clause");
    for fault in &faults {
        text.push_str(&format!(",\"{}\"", fault.replace('"', "\"\"")));
    }
    text.push('\n');
    for (clause, caught) in rows {
        text.push_str(clause);
        for fault in &faults {
            text.push_str(if caught.contains(fault) { ",1" } else { ",0" });
        }
        text.push('\n');
    }
    text
}
