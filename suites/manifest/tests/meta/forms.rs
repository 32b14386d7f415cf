//! What is written, against the schemas under `docs/schemas`.

use conform_checks::CLAUSES;
use conform_manifest::Stack;
use conform_prove::Changed;
use conform_report::{
    Context as ReportContext, Judged, Report, Summary, complete, excerpts, json, report_json,
};
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

/// The report of the clean stack, and of one without any cluster, which has findings.
pub(crate) fn report() -> Outcome {
    let context = context()?;
    let nothing = Changed::new(context.contracts.clone(), Stack::default(), context.sources.clone());
    for records in [context.records().to_vec(), context.judge_wholly(&nothing)] {
        let excerpts = excerpts(&records, &|_| Some("a: 1\n"));
        // One less, so that there is one without record.
        let records = complete(records.into_iter().skip(1).collect(), CLAUSES);
        let summary = Summary::new(&records, &context.contracts.waivers, PINNED_DAY);
        let harness = env!("CARGO_PKG_VERSION");
        let report = Report::new(harness, &records, &summary, &context.contracts, &excerpts)
            .ok_or("no clause was judged")?;
        holds("report.schema.json", &serde_json::from_str(&report_json(&report))?)?;
    }
    Ok(())
}
