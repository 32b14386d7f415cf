//! What is written, against the schemas under `docs/schemas`.

use conform_report::{Context as ReportContext, Judged, Summary, json};
use conform_testkit::{PINNED_DAY, context, root};
use libtest_mimic::Failed;
use serde_json::Value;

use crate::Outcome;

/// Holds a value against one of the schemas; they refer to nothing outside of themselves.
fn holds(schema: &str, value: &Value) -> Result<(), Failed> {
    let text = std::fs::read_to_string(root().join("docs/schemas").join(schema))?;
    let schema: Value = serde_json::from_str(&text)?;
    let validator = jsonschema::validator_for(&schema).map_err(|error| error.to_string())?;
    let wrong: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .take(10)
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

/// The JSON form of `conform check` over the clean stack.
pub(crate) fn check() -> Outcome {
    let context = context()?;
    let records = context.records();
    let summary = Summary::new(records, &context.contracts.waivers, PINNED_DAY);
    let run = &records.first().ok_or("no clause was judged")?.run;
    let cx = ReportContext {
        harness: env!("CARGO_PKG_VERSION"),
        run,
        inputs: &context.inputs,
        only: &[],
        source: &|_| None,
    };
    holds("check.schema.json", &serde_json::from_str(&json(&summary, &cx, Judged::all_of(&context.stack)))?)
}

/// Every record of the clean stack, with and without findings.
pub(crate) fn record() -> Outcome {
    for record in context()?.records() {
        holds("record.schema.json", &serde_json::to_value(record)?)
            .map_err(|error| format!("{}: {}", record.clause.id, error.message().unwrap_or_default()))?;
    }
    Ok(())
}
