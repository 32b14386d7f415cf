//! One page that needs nothing but itself: no script, no font, no picture, no address.

mod findings;
mod page;
mod tables;

use crate::{Decision, Report, State, words::WORDS};
use conform_model::Verdict;
use page::Page;

/// Writes the report as one self-contained page.
#[must_use]
pub fn report_html(report: &Report<'_>) -> String {
    let mut page = Page::default();
    page.raw("<!doctype html>\n<html lang=\"")
        .text(WORDS.language)
        .raw("\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.raw("<title>").text(WORDS.title).raw(": ").text(WORDS.decision(report.decision())).raw("</title>\n");
    page.raw("<style>\n").raw(include_str!("style.css")).raw("</style>\n</head>\n<body>\n");
    head(&mut page, report);
    page.raw("<main>\n");
    tables::matrix(&mut page, report);
    findings::all(&mut page, report);
    tables::unseen(&mut page, report);
    tables::objectives(&mut page, report);
    tables::requirements(&mut page, report);
    tables::waivers(&mut page, report);
    tables::versions(&mut page, report);
    tables::inputs(&mut page, report);
    tables::clauses(&mut page, report);
    page.raw("</main>\n<footer>");
    page.text(&format!("conform {}, run {}, as of {}", report.harness, report.run, report.summary.as_of));
    page.raw("</footer>\n</body>\n</html>\n");
    page.finish()
}

fn head(page: &mut Page, report: &Report<'_>) {
    let decision = report.decision();
    page.raw("<header>\n<h1>").text(WORDS.title).raw("</h1>\n");
    page.raw("<div class=\"decision ").raw(tone(decision)).raw("\"><p class=\"word\">");
    page.text(WORDS.decision(decision)).raw("</p><p>").text(WORDS.meaning(decision)).raw("</p></div>\n");
    page.raw("<ul class=\"reasons\">\n");
    for reason in &report.reasons {
        page.raw("<li><span>").chip(tone(reason.at_best), WORDS.at_best(reason.at_best)).raw("</span><span>");
        page.code(&reason.text).raw("</span></li>\n");
    }
    page.raw("</ul>\n<ul class=\"counts\">\n");
    for (state, count) in &report.summary.counts {
        page.raw("<li><b>").text(&count.to_string()).raw("</b>").chip(state_tone(*state), state.as_str());
        page.raw("</li>\n");
    }
    page.raw("</ul>\n<nav>");
    for (id, title) in [
        ("matrix", WORDS.matrix),
        ("findings", WORDS.findings),
        ("unseen", WORDS.unseen),
        ("objectives", WORDS.objectives),
        ("requirements", WORDS.requirements),
        ("waivers", WORDS.waivers),
        ("versions", WORDS.versions),
        ("inputs", WORDS.rests_on),
        ("clauses", WORDS.all_clauses),
    ] {
        page.raw("<a href=\"#").raw(id).raw("\">").text(title).raw("</a>");
    }
    page.raw("</nav>\n</header>\n");
}

/// The colour of a decision; its word always stands beside it.
fn tone(decision: Decision) -> &'static str {
    match decision {
        Decision::Accepted => "good",
        Decision::AcceptedWithWaivers | Decision::Partial => "warn",
        Decision::Refused => "bad",
    }
}

/// The colour of a state.
fn state_tone(state: State) -> &'static str {
    match state {
        State::Verdict(Verdict::Pass) => "good",
        State::Verdict(Verdict::Fail | Verdict::Broken) => "bad",
        State::Verdict(Verdict::Blocked) | State::Waived => "warn",
        State::Verdict(Verdict::NotApplicable) | State::NotRun => "cold",
    }
}
