use conform_model::{Excerpt, Finding, Location, Verdict};

use super::{page::Page, state_tone};
use crate::{Report, Row, State, excerpt::SHOWN, words::WORDS};

/// Every finding that counts, then those under a waiver, by clause.
pub(super) fn all(page: &mut Page, report: &Report<'_>) {
    page.section("findings", WORDS.findings);
    let failing: Vec<&Row<'_>> = report.in_state(State::Verdict(Verdict::Fail)).collect();
    if failing.is_empty() {
        page.raw("<p>").text(WORDS.no_findings).raw("</p>\n");
    }
    for row in failing.into_iter().chain(report.in_state(State::Waived)) {
        of_clause(page, report, row);
    }
}

fn of_clause(page: &mut Page, report: &Report<'_>, row: &Row<'_>) {
    let clause = &row.record.clause;
    page.raw("<section class=\"finding\"><header><h3><code>").text(&clause.id).raw("</code></h3>");
    page.chip(state_tone(row.state), row.state.as_str()).chip("", clause.level.as_str());
    page.raw("<span class=\"faint small\">")
        .text(&clause.requirements.join(", "))
        .raw("</span></header>\n<p>");
    page.code(&clause.title).raw("</p>\n");
    if let Some(waiver) = row.waiver {
        let until =
            if waiver.holds(report.summary.as_of) { WORDS.waived_until } else { WORDS.waiver_expired };
        page.raw("<p class=\"small\"><b>").text(&format!("{until} {}", waiver.expires)).raw("</b> (");
        page.text(&waiver.owner.value).raw("): ").code(&waiver.reason.value).raw("</p>\n");
    }
    for finding in row.record.findings.iter().take(SHOWN) {
        one(page, report, finding);
    }
    let more = row.record.findings.len().saturating_sub(SHOWN);
    if more > 0 {
        page.raw("<p class=\"place faint\">").text(&format!("… {more} {}", WORDS.findings.to_lowercase()));
        page.raw("</p>\n");
    }
    page.raw("</section>\n");
}

fn one(page: &mut Page, report: &Report<'_>, finding: &Finding) {
    page.raw("<div class=\"place\"><p><b>").code(&finding.message).raw("</b></p>\n");
    place(page, &finding.location);
    if let Some(excerpt) = report.excerpt(&finding.location) {
        lines(page, excerpt, "");
    }
    for related in &finding.related {
        page.raw("<p class=\"small\">").code(&related.label).raw(": <code>");
        page.text(&format!("{}:{}", related.location.file, related.location.line)).raw("</code></p>\n");
        if let Some(excerpt) = report.excerpt(&related.location) {
            lines(page, excerpt, " class=\"related\"");
        }
    }
    if let Some(help) = &finding.help {
        page.raw("<p class=\"help\">").code(help).raw("</p>\n");
    }
    page.raw("</div>\n");
}

fn place(page: &mut Page, location: &Location) {
    page.raw("<p class=\"small\"><code>");
    page.text(&format!("{}:{}:{}", location.file, location.line, location.column)).raw("</code>");
    if let Some(object) = &location.object {
        page.raw(" ").text(&object.to_string());
        if let Some(pointer) = &location.pointer {
            page.raw(" <code>").text(pointer.as_str()).raw("</code>");
        }
    }
    if let Some(cluster) = &location.cluster {
        page.raw(" ").chip("cold", cluster.as_str());
    }
    page.raw("</p>\n");
    if let Some(origin) = &location.origin {
        let mut from = vec![origin.values.as_deref().unwrap_or(&origin.file)];
        from.extend(origin.patches.iter().map(|patch| patch.file.as_str()));
        page.raw("<p class=\"small faint\">").text(WORDS.from).raw(" ");
        if let Some(chart) = &origin.chart {
            page.text(&format!("{chart}, "));
        }
        page.raw("<code>").text(&from.join(", ")).raw("</code></p>\n");
    }
}

fn lines(page: &mut Page, excerpt: &Excerpt, class: &str) {
    let text = excerpt.text.as_str();
    let (start, end) = (excerpt.mark.start as usize, excerpt.mark.end as usize);
    page.raw("<pre").raw(class).raw(">");
    let mut at = 0;
    for (number, line) in (excerpt.first_line..).zip(text.split('\n')) {
        page.raw("<span class=\"n\">").text(&format!("{number:>5}  ")).raw("</span>");
        let inside = |place: usize| place.clamp(at, at + line.len());
        let (from, to) = (inside(start), inside(end));
        let part = |from, to| text.get(from..to).unwrap_or_default();
        page.text(part(at, from));
        if from < to {
            page.raw("<mark>").text(part(from, to)).raw("</mark>");
        }
        page.text(part(to, at + line.len())).raw("\n");
        at += line.len() + 1;
    }
    page.raw("</pre>\n");
}
