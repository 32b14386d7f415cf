use std::{collections::BTreeMap, fmt::Write as _};

use annotate_snippets::{AnnotationKind, Group, Level as Severity, Renderer, Snippet};
use conform_model::{Excerpt, Finding, Level, Location, Related, Verdict};

use crate::{
    Context, Judged, State, Summary,
    excerpt::{SHOWN, excerpt},
    summary::{Row, place},
};

/// Writes the report for a terminal: what it rests on, findings as a compiler shows them, a table
/// per contract, one closing line.
#[must_use]
pub fn human(summary: &Summary<'_>, cx: &Context<'_>, judged: Judged, color: bool) -> String {
    let mut text = String::new();
    head(&mut text, cx, judged);
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    for row in summary.rows.iter().filter(|row| row.state == State::Verdict(Verdict::Fail)) {
        for finding in row.record.findings.iter().take(SHOWN) {
            text.push_str(&format!("{}\n\n", finding_text(finding, row, cx, &renderer)));
        }
        let rest = row.record.findings.len().saturating_sub(SHOWN);
        if rest > 0 {
            text.push_str(&format!("… and {rest} more of {}\n\n", row.record.clause.id));
        }
    }
    not_judged(&mut text, summary);
    waived(&mut text, summary);
    table(&mut text, summary);
    closing(&mut text, summary);
    text
}

/// Says what has no verdict about the stack, clauses with the same reason together.
fn not_judged(text: &mut String, summary: &Summary<'_>) {
    let mut reasons: BTreeMap<(State, &str), Vec<&str>> = BTreeMap::new();
    for row in &summary.rows {
        if matches!(row.state, State::Verdict(Verdict::Blocked | Verdict::Broken) | State::NotRun) {
            let reason = row.record.reason.as_deref().unwrap_or("no verdict");
            reasons.entry((row.state, reason)).or_default().push(&row.record.clause.id);
        }
    }
    for ((state, reason), ids) in reasons {
        match ids.as_slice() {
            [id] => text.push_str(&format!("{}[{id}]: {reason}\n\n", state.as_str())),
            ids => text.push_str(&format!("{} ({} clauses): {reason}\n\n", state.as_str(), ids.len())),
        }
    }
}

/// Says in one line each what fails under a waiver.
fn waived(text: &mut String, summary: &Summary<'_>) {
    for row in summary.rows.iter().filter(|row| row.state == State::Waived) {
        let (Some(waiver), Some(finding)) = (row.waiver, row.record.findings.first()) else { continue };
        text.push_str(&format!(
            "waived[{}]: {} ({} findings); {} answers for it until {}: {}\n\n",
            row.record.clause.id,
            finding.message,
            row.record.findings.len(),
            waiver.owner.value,
            waiver.expires,
            waiver.reason.value
        ));
    }
}

fn head(text: &mut String, cx: &Context<'_>, judged: Judged) {
    let stand_ins: Vec<String> =
        cx.stand_ins().map(|chart| format!("{} {}", chart.name, chart.version)).collect();
    if !stand_ins.is_empty() {
        text.push_str(&format!(
                "over STAND-IN charts, not the real ones: {} (`conform charts pull`, or --chart-home DIR, gives the real ones)\n",
                stand_ins.join(", ")
            ),
        );
    }
    let tools: Vec<String> =
        cx.inputs.tools.iter().map(|tool| format!("{} {}", tool.name, tool.version)).collect();
    if !cx.only.is_empty() {
        let only: Vec<&str> = cx.only.iter().map(conform_model::ClusterId::as_str).collect();
        text.push_str(&format!("only findings of {} count\n", only.join(", ")));
    }
    text.push_str(&format!(
        "conform {}: {} clusters, {} stages, {} objects{}{}\n\n",
        cx.harness,
        judged.clusters,
        judged.stages,
        judged.objects,
        if tools.is_empty() { "" } else { ", rendered by " },
        tools.join(" and "),
    ));
}

fn finding_text(finding: &Finding, row: &Row<'_>, cx: &Context<'_>, renderer: &Renderer) -> String {
    let severity = match row.record.clause.level {
        Level::Must => Severity::ERROR,
        Level::Should | Level::May => Severity::WARNING,
    };
    let mut group = Group::with_title(severity.primary_title(&finding.message).id(&row.record.clause.id));
    let own = shown(&finding.location, cx);
    group = element(group, &finding.location, own.as_ref(), AnnotationKind::Primary, "");
    let windows: Vec<(&Related, Option<Excerpt>)> =
        finding.related.iter().map(|related| (related, shown(&related.location, cx))).collect();
    for (related, window) in &windows {
        group = element(group, &related.location, window.as_ref(), AnnotationKind::Context, &related.label);
    }
    let mut notes = Vec::new();
    if let Some(object) = &finding.location.object {
        let cluster = finding.location.cluster.as_ref().map(|id| format!(" of {id}")).unwrap_or_default();
        let pointer = finding.location.pointer.as_ref().map(|it| format!(" at {it}")).unwrap_or_default();
        notes.push(format!("{object}{cluster}{pointer}"));
    }
    if let Some(origin) = &finding.location.origin {
        let mut from = match (&origin.chart, &origin.values) {
            (Some(chart), Some(values)) => format!("from chart {chart} with {values}"),
            (Some(chart), None) => format!("from chart {chart}"),
            _ => format!("from {}", origin.file),
        };
        for patch in &origin.patches {
            let _infallible = write!(from, ", then {} in {}", patch.kind, patch.file);
        }
        notes.push(from);
    }
    if let Some(waiver) = row.waiver {
        notes.push(format!("the waiver of {} expired on {}", waiver.owner.value, waiver.expires));
    }
    for note in &notes {
        group = group.element(Severity::NOTE.message(note));
    }
    if let Some(help) = &finding.help {
        group = group.element(Severity::HELP.message(help));
    }
    renderer.render(&[group])
}

fn shown(location: &Location, cx: &Context<'_>) -> Option<Excerpt> {
    excerpt(location, (cx.source)(&location.file)?)
}

fn element<'a>(
    group: Group<'a>,
    location: &'a Location,
    window: Option<&'a Excerpt>,
    kind: AnnotationKind,
    label: &'a str,
) -> Group<'a> {
    match window {
        Some(window) => {
            let annotation = kind.span(window.mark.start as usize..window.mark.end as usize);
            let annotation = if label.is_empty() { annotation } else { annotation.label(label) };
            group.element(
                Snippet::source(window.text.as_str())
                    .line_start(window.first_line as usize)
                    .path(&location.file)
                    .fold(false)
                    .annotation(annotation),
            )
        }
        None => group.element(Severity::NOTE.message(place(location))),
    }
}

fn table(text: &mut String, summary: &Summary<'_>) {
    let mut contracts: Vec<&str> =
        summary.rows.iter().map(|row| row.record.clause.contract.as_str()).collect();
    contracts.dedup();
    for contract in contracts {
        let mut counts = crate::Counts::new();
        for row in summary.rows.iter().filter(|row| row.record.clause.contract == contract) {
            *counts.entry(row.state).or_default() += 1;
        }
        let counts: Vec<String> =
            counts.iter().map(|(state, count)| format!("{count} {}", state.as_str())).collect();
        text.push_str(&format!("{contract:<26} {}\n", counts.join(", ")));
    }
}

fn closing(text: &mut String, summary: &Summary<'_>) {
    let counts: Vec<String> =
        summary.counts.iter().map(|(state, count)| format!("{count} {}", state.as_str())).collect();
    let must = summary.failing(Level::Must);
    let should = summary.failing(Level::Should) + summary.failing(Level::May);
    let conclusion = match (must, should) {
        (0, 0) => "no clause fails".to_owned(),
        (0, should) => format!("every Must holds, {should} Should fail"),
        (must, 0) => format!("{must} Must fail"),
        (must, should) => format!("{must} Must and {should} Should fail"),
    };
    text.push_str(&format!(
        "\n{} clause{}: {}; {conclusion}\n",
        summary.rows.len(),
        if summary.rows.len() == 1 { "" } else { "s" },
        counts.join(", ")
    ));
}
