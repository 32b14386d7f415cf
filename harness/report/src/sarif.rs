use std::collections::BTreeMap;

use conform_model::{Level, Verdict};
use serde_json::{Value, json};

use crate::{
    Context, State, Summary,
    summary::{mend_at, place},
};

/// Writes the findings as SARIF 2.1.0, at the source file to mend where it is known.
#[must_use]
pub fn sarif(summary: &Summary<'_>, cx: &Context<'_>) -> String {
    let mut rules = BTreeMap::new();
    let mut results = Vec::new();
    for row in &summary.rows {
        let clause = &row.record.clause;
        rules.insert(
            clause.id.clone(),
            json!({
                "id": clause.id,
                "shortDescription": {"text": clause.title},
                "properties": {"contract": clause.contract, "requirements": clause.requirements},
            }),
        );
        let level = match (row.state, clause.level) {
            (State::Waived, _) => "note",
            (_, Level::Must) => "error",
            (_, Level::Should) => "warning",
            (_, Level::May) => "note",
        };
        for finding in &row.record.findings {
            let (file, line) = mend_at(&finding.location);
            let mut result = json!({
                "ruleId": clause.id,
                "level": level,
                "message": {"text": format!("{} ({})", finding.message, place(&finding.location))},
                "locations": [{"physicalLocation": {
                    "artifactLocation": {"uri": file},
                    "region": {"startLine": line.unwrap_or(1)},
                }}],
            });
            if row.state == State::Waived {
                result["suppressions"] = json!([{
                    "kind": "external",
                    "justification": row.waiver.map(|waiver| waiver.reason.value.clone()),
                }]);
            }
            results.push(result);
        }
    }
    let notifications: Vec<Value> = summary
        .rows
        .iter()
        .filter(|row| matches!(row.state, State::Verdict(Verdict::Blocked | Verdict::Broken) | State::NotRun))
        .map(|row| {
            json!({
                "level": "error",
                "message": {"text": format!("{} is {}: {}", row.record.clause.id, row.state.as_str(),
                    row.record.reason.as_deref().unwrap_or_default())},
            })
        })
        .collect();
    let stand_ins: Vec<String> =
        cx.stand_ins().map(|chart| format!("{} {}", chart.name, chart.version)).collect();
    let report = json!({
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [{
            "tool": {"driver": {
                "name": "conform",
                "version": cx.harness,
                "rules": rules.into_values().collect::<Vec<_>>(),
            }},
            "invocations": [{
                "executionSuccessful": notifications.is_empty(),
                "exitCode": summary.exit.code(),
                "toolExecutionNotifications": notifications,
            }],
            "properties": {"standIns": stand_ins},
            "results": results,
        }],
    });
    let mut text = format!("{report:#}");
    text.push('\n');
    text
}
