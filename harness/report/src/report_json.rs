use conform_checks::contracts::Subject;
use serde_json::{Value, json};

use crate::{
    Report, Row,
    json::{check, counts},
    report::{Cell, Demand, Line, Unseen},
};

/// The version of the JSON form; `docs/schemas/report.schema.json` describes it.
pub const REPORT_VERSION: u32 = 1;

/// Writes the report as JSON.
#[must_use]
pub fn report_json(report: &Report<'_>) -> String {
    let summary = report.summary;
    let reasons: Vec<Value> = report
        .reasons
        .iter()
        .map(|reason| json!({"at_best": reason.at_best.as_str(), "text": reason.text}))
        .collect();
    let stand_ins: Vec<Value> =
        report.stand_ins().map(|chart| json!({"name": chart.name, "version": chart.version})).collect();
    let value = json!({
        "version": REPORT_VERSION,
        "harness": report.harness,
        "run": report.run,
        "as_of": summary.as_of.to_string(),
        "decision": report.decision().as_str(),
        "reasons": reasons,
        "inputs": report.inputs,
        "stand_ins": stand_ins,
        "substitutes": [],
        "only_clusters": report.only,
        "counts": counts(&summary.counts),
        "matrix": report.matrix().iter().map(|line| matrix_line(report, line)).collect::<Vec<_>>(),
        "objectives": objectives(report),
        "not_looked_at": report.unseen().iter().map(unseen).collect::<Vec<_>>(),
        "requirements": report.demands.iter().map(demand).collect::<Vec<_>>(),
        "waivers": waivers(report),
        "versions": versions(report),
        "clauses": summary.rows.iter().map(|row| clause(report, row)).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

/// A clause as `check` writes it, and the lines around its findings.
fn clause(report: &Report<'_>, row: &Row<'_>) -> Value {
    let mut value = check(row);
    if let Some(findings) = value["findings"].as_array_mut() {
        for (written, finding) in findings.iter_mut().zip(&row.record.findings) {
            written["excerpt"] = report.excerpt(&finding.location).map_or(Value::Null, |excerpt| {
                json!({
                    "first_line": excerpt.first_line,
                    "text": excerpt.text,
                })
            });
        }
    }
    value
}

fn matrix_line(report: &Report<'_>, line: &Line<'_>) -> Value {
    let clusters: serde_json::Map<String, Value> = report
        .clusters()
        .zip(&line.clusters)
        .map(|(cluster, own)| (cluster.to_string(), cell(*own)))
        .collect();
    json!({
        "contract": line.contract,
        "counts": counts(&line.counts),
        "clusters": clusters,
        "elsewhere": cell(line.elsewhere),
    })
}

fn cell(cell: Cell) -> Value {
    match cell {
        Cell::Holds => json!({"state": "holds", "clauses": 0}),
        Cell::NotLooked => json!({"state": "not-looked-at", "clauses": 0}),
        Cell::Waived(count) => json!({"state": "waived", "clauses": count}),
        Cell::Fails(count) => json!({"state": "fails", "clauses": count}),
    }
}

/// Nothing measures yet, so nothing is observed.
fn objectives(report: &Report<'_>) -> Vec<Value> {
    let of_contract = |contract: &conform_checks::contracts::Contract| -> Vec<Value> {
        contract
            .objectives
            .iter()
            .map(|objective| {
                json!({
                    "contract": contract.id,
                    "id": objective.id.value,
                    "what": objective.what.value,
                    "is": objective.is.as_str(),
                    "number": objective.number.value,
                    "unit": objective.unit.value,
                    "source": objective.source.value,
                    "observed": null,
                    "margin": null,
                })
            })
            .collect()
    };
    report.contracts.iter().flat_map(of_contract).collect()
}

fn unseen(unseen: &Unseen<'_>) -> Value {
    json!({"state": unseen.state.as_str(), "reason": unseen.reason, "clauses": unseen.clauses})
}

fn demand(demand: &Demand<'_>) -> Value {
    json!({
        "id": demand.requirement.id.value,
        "group": demand.requirement.group.as_str(),
        "text": demand.requirement.text.value,
        "source": demand.requirement.source.value,
        "inferred": demand.requirement.inferred,
        "state": demand.state.as_str(),
        "clauses": demand.clauses,
        "live": demand.live,
    })
}

fn waivers(report: &Report<'_>) -> Vec<Value> {
    let waivers = report.contracts.waivers.iter().map(|waiver| {
        let (clause, requirement) = match &waiver.subject {
            Subject::Clause(id) => (Some(&id.value), None),
            Subject::Requirement(id) => (None, Some(&id.value)),
        };
        json!({
            "clause": clause,
            "requirement": requirement,
            "owner": waiver.owner.value,
            "reason": waiver.reason.value,
            "expires": waiver.expires.to_string(),
            "holds": waiver.holds(report.summary.as_of),
        })
    });
    waivers.collect()
}

fn versions(report: &Report<'_>) -> Vec<Value> {
    let versions = report.contracts.iter().flat_map(|contract| {
        contract.versions.iter().map(move |version| {
            json!({
                "contract": contract.id,
                "component": version.component.value,
                "pin": version.pin.as_ref().map(|pin| &pin.value),
                "floor": version.floor.as_ref().map(|floor| &floor.value),
                "end_of_life": version.end_of_life.as_ref().map(|end| json!({
                    "note": end.note.value,
                    "date": end.date.map(|date| date.to_string()),
                    "source": end.source.value,
                })),
            })
        })
    });
    versions.collect()
}
