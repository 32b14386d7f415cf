use conform_model::Verdict;

use crate::{
    Report, Row, State,
    report::{Cell, some},
    summary::{mend_at, place},
    words::WORDS,
};

/// How many clauses are shown; a comment on a pull request is read, a page is searched.
const CLAUSES: usize = 20;
/// How many findings of one clause are shown.
const FINDINGS: usize = 3;

/// Writes the report as short Markdown, for a pull request or the summary of a job.
#[must_use]
pub fn report_markdown(report: &Report<'_>) -> String {
    let decision = report.decision();
    let mut text = format!(
        "## {}: {}\n\n{}\n\n",
        WORDS.title,
        WORDS.decision(decision).to_lowercase(),
        WORDS.meaning(decision)
    );
    for reason in &report.reasons {
        text.push_str(&format!("- **{}**: {}\n", reason.at_best.as_str(), line(&reason.text)));
    }
    if !report.reasons.is_empty() {
        text.push('\n');
    }
    matrix(&mut text, report);
    findings(&mut text, report);
    unseen(&mut text, report);
    waivers(&mut text, report);
    inferred(&mut text, report);
    text.push_str(&format!(
        "<sub>conform {}, run {}, as of {}</sub>\n",
        report.harness, report.run, report.summary.as_of
    ));
    text
}

fn matrix(text: &mut String, report: &Report<'_>) {
    let clusters: Vec<&str> = report.clusters().map(conform_model::ClusterId::as_str).collect();
    text.push_str(&format!(
        "| {} | {} | {} | {} |\n| --- | --- |{}\n",
        WORDS.contract,
        WORDS.clauses,
        clusters.join(" | "),
        WORDS.elsewhere,
        " --- |".repeat(clusters.len() + 1)
    ));
    for row in report.matrix() {
        let counts: Vec<String> =
            row.counts.iter().map(|(state, count)| format!("{count} {}", state.as_str())).collect();
        let cells: Vec<String> =
            row.clusters.iter().chain([&row.elsewhere]).map(|cell| in_words(*cell)).collect();
        text.push_str(&format!("| `{}` | {} | {} |\n", row.contract, counts.join(", "), cells.join(" | ")));
    }
    text.push('\n');
}

fn in_words(cell: Cell) -> String {
    match cell {
        Cell::Holds => WORDS.holds.to_owned(),
        Cell::NotLooked => WORDS.not_looked.to_owned(),
        Cell::Waived(count) => format!("{count} {}", State::Waived.as_str()),
        Cell::Fails(count) => format!("**{count} {}**", WORDS.verb(State::Verdict(Verdict::Fail))),
    }
}

fn findings(text: &mut String, report: &Report<'_>) {
    let failing: Vec<&Row<'_>> = report.in_state(State::Verdict(Verdict::Fail)).collect();
    if failing.is_empty() {
        return;
    }
    text.push_str(&format!("### {}\n\n", WORDS.what_failed));
    for row in failing.iter().take(CLAUSES) {
        let clause = &row.record.clause;
        text.push_str(&format!("- **`{}`** ({}): {}\n", clause.id, clause.level, line(&clause.title)));
        for finding in row.record.findings.iter().take(FINDINGS) {
            let (file, _) = mend_at(&finding.location);
            text.push_str(&format!("  - {} — `{}`", line(&finding.message), place(&finding.location)));
            if file != finding.location.file {
                text.push_str(&format!(", {} `{file}`", WORDS.from));
            }
            if let Some(help) = &finding.help {
                text.push_str(&format!("; {}", line(help)));
            }
            text.push('\n');
        }
        let more = row.record.findings.len().saturating_sub(FINDINGS);
        if more > 0 {
            text.push_str(&format!("  - … {more}\n"));
        }
    }
    let more = failing.len().saturating_sub(CLAUSES);
    if more > 0 {
        text.push_str(&format!("- … {more} {}\n", WORDS.clauses.to_lowercase()));
    }
    text.push('\n');
}

fn unseen(text: &mut String, report: &Report<'_>) {
    let (unseen, left_out) = (report.unseen(), report.left_out());
    if unseen.is_empty() && left_out.is_empty() {
        return;
    }
    text.push_str(&format!("### {}\n\n", WORDS.unseen));
    for group in unseen {
        let ids = some(&group.clauses);
        text.push_str(&format!("- {}: {}: {ids}\n", group.state.as_str(), line(group.reason)));
    }
    if !left_out.is_empty() {
        text.push_str(&format!("- {}: {}\n", WORDS.clusters_left_out, left_out.join(", ")));
    }
    text.push('\n');
}

fn waivers(text: &mut String, report: &Report<'_>) {
    let waived: Vec<&Row<'_>> = report.in_state(State::Waived).collect();
    if waived.is_empty() {
        return;
    }
    text.push_str(&format!("### {}\n\n", WORDS.waivers));
    for row in waived {
        let Some(waiver) = row.waiver else { continue };
        text.push_str(&format!(
            "- `{}`: {} ({}, {})\n",
            row.record.clause.id,
            line(&waiver.reason.value),
            line(&waiver.owner.value),
            waiver.expires
        ));
    }
    text.push('\n');
}

fn inferred(text: &mut String, report: &Report<'_>) {
    let inferred: Vec<String> = report
        .demands
        .iter()
        .filter(|demand| demand.requirement.inferred)
        .map(|demand| {
            format!("- {}: {}\n", demand.requirement.id.value, line(&demand.requirement.text.value))
        })
        .collect();
    if !inferred.is_empty() {
        text.push_str(&format!("{}\n\n{}\n", WORDS.inferred_note, inferred.concat()));
    }
}

/// A text on one line in which nothing is taken for markup but what stands in code marks: what is
/// judged may come from anyone.
fn line(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let balanced = text.matches('`').count() % 2 == 0;
    let mut in_code = false;
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '`' if balanced => {
                in_code = !in_code;
                escaped.push('`');
            }
            _ if in_code => escaped.push(character),
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' | '`' => {
                escaped.push('\\');
                escaped.push(character);
            }
            // Nobody is called by a finding.
            '@' => escaped.push_str("@\u{200b}"),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_no_markup() {
        assert_eq!(line("a <b>\n*c* @d [e](f)"), "a &lt;b> \\*c\\* @\u{200b}d \\[e\\](f)");
        assert_eq!(line("the label `a_b<c` is *d*"), "the label `a_b<c` is \\*d\\*");
        assert_eq!(line("one ` alone"), "one \\` alone");
    }
}
