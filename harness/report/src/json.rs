use serde_json::{Map, Value, json};

use crate::{Context, Counts, Judged, Row, Summary};

/// The version of the JSON form; `docs/schemas/check.schema.json` describes it.
pub const CHECK_VERSION: u32 = 1;

/// Writes the report as JSON.
#[must_use]
pub fn json(summary: &Summary<'_>, cx: &Context<'_>, judged: Judged) -> String {
    let checks: Vec<Value> = summary.rows.iter().map(check).collect();
    let report = json!({
        "version": CHECK_VERSION,
        "harness": cx.harness,
        "run": cx.run,
        "as_of": summary.as_of.to_string(),
        "exit": summary.exit.code(),
        "stand_ins": cx.stand_ins().map(|chart| json!({"name": chart.name, "version": chart.version})).collect::<Vec<_>>(),
        "inputs": cx.inputs,
        "only_clusters": cx.only,
        "judged": {"clusters": judged.clusters, "stages": judged.stages, "objects": judged.objects},
        "counts": counts(&summary.counts),
        "checks": checks,
    });
    format!("{report:#}\n")
}

/// How many clauses are in which state; states without clause are left out.
pub(crate) fn counts(counts: &Counts) -> Value {
    counts
        .iter()
        .map(|(state, count)| (state.as_str().to_owned(), json!(count)))
        .collect::<Map<_, _>>()
        .into()
}

/// A clause with what came out.
pub(crate) fn check(row: &Row<'_>) -> Value {
    let record = row.record;
    json!({
        "id": record.clause.id,
        "contract": record.clause.contract,
        "title": record.clause.title,
        "level": record.clause.level,
        "requirements": record.clause.requirements,
        "verdict": record.verdict,
        "state": row.state.as_str(),
        "reason": record.reason,
        "evidence": record.evidence,
        "findings": record.findings.iter().map(finding).collect::<Vec<_>>(),
        "waiver": row.waiver.map(|waiver| json!({
            "owner": waiver.owner.value,
            "reason": waiver.reason.value,
            "expires": waiver.expires.to_string(),
        })),
    })
}

fn finding(finding: &conform_model::Finding) -> Value {
    let location = &finding.location;
    json!({
        "message": finding.message,
        "file": location.file,
        "line": location.line,
        "column": location.column,
        "object": location.object.as_ref().map(ToString::to_string),
        "pointer": location.pointer,
        "cluster": location.cluster,
        "origin": location.origin,
        "help": finding.help,
        "related": finding.related.iter().map(|related| json!({
            "label": related.label,
            "file": related.location.file,
            "line": related.location.line,
            "column": related.location.column,
        })).collect::<Vec<_>>(),
    })
}
