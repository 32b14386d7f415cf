use conform_model::{Level, Verdict};

use crate::{
    Context, State, Summary,
    summary::{mend_at, place},
};

/// Writes the findings as workflow commands of GitHub Actions, at the source file to mend where it
/// is known.
#[must_use]
pub fn github(summary: &Summary<'_>, cx: &Context<'_>) -> String {
    let mut text = String::new();
    for chart in cx.stand_ins() {
        text.push_str(&command(
            "notice",
            "",
            "stand-in",
            &format!("judged over a stand-in for chart {} {}", chart.name, chart.version),
        ));
    }
    for row in &summary.rows {
        let id = &row.record.clause.id;
        match row.state {
            State::Verdict(Verdict::Pass | Verdict::NotApplicable) => {}
            State::Verdict(Verdict::Blocked | Verdict::Broken) | State::NotRun => {
                let reason = row.record.reason.as_deref().unwrap_or("no verdict");
                text.push_str(&command("error", "", id, &format!("{}: {reason}", row.state.as_str())));
            }
            State::Verdict(Verdict::Fail) | State::Waived => {
                let kind = match (row.state, row.record.clause.level) {
                    (State::Waived, _) => "notice",
                    (_, Level::Must) => "error",
                    _ => "warning",
                };
                for finding in &row.record.findings {
                    let (file, line) = mend_at(&finding.location);
                    let place_of = match line {
                        Some(line) => format!("file={},line={line},", property(file)),
                        None => format!("file={},", property(file)),
                    };
                    let message = format!("{} ({})", finding.message, place(&finding.location));
                    text.push_str(&command(kind, &place_of, id, &message));
                }
            }
        }
    }
    text
}

fn command(kind: &str, place: &str, title: &str, message: &str) -> String {
    format!("::{kind} {place}title={}::{}\n", property(title), data(message))
}

/// Escapes the message of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
