use conform_model::{Level, Verdict};
use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use crate::{Context, State, Summary, summary::place};

/// Writes the report as JUnit XML: a suite per contract, a case per clause, requirements as
/// properties.
///
/// A failing Must is a failure, Blocked and Broken are errors, `NotApplicable` and Waived are skipped;
/// a failing Should passes and says so in its output, since it decides no exit code.
#[must_use]
pub fn junit(summary: &Summary<'_>, cx: &Context<'_>) -> String {
    let mut report = Report::new("conform");
    let mut contracts: Vec<&str> =
        summary.rows.iter().map(|row| row.record.clause.contract.as_str()).collect();
    contracts.dedup();
    for contract in contracts {
        let mut suite = TestSuite::new(contract);
        for chart in cx.stand_ins() {
            suite.add_property(Property::new("stand-in", format!("{} {}", chart.name, chart.version)));
        }
        for row in summary.rows.iter().filter(|row| row.record.clause.contract == contract) {
            let findings: Vec<String> = row
                .record
                .findings
                .iter()
                .map(|finding| format!("{}: {}", place(&finding.location), finding.message))
                .collect();
            let mut text = findings.join("\n");
            if let Some(reason) = &row.record.reason {
                text.push_str(reason);
            }
            let non_success = |kind| {
                let mut status = TestCaseStatus::non_success(kind);
                status.set_message(text.lines().next().unwrap_or_default()).set_description(text.as_str());
                status
            };
            let skipped = |message: String| {
                let mut status = TestCaseStatus::skipped();
                status.set_message(message);
                status
            };
            let status = match row.state {
                State::Verdict(Verdict::Pass) => TestCaseStatus::success(),
                State::Verdict(Verdict::Fail) if row.record.clause.level == Level::Must => {
                    non_success(NonSuccessKind::Failure)
                }
                State::Verdict(Verdict::Fail) => TestCaseStatus::success(),
                State::Verdict(Verdict::Blocked | Verdict::Broken) | State::NotRun => {
                    non_success(NonSuccessKind::Error)
                }
                State::Verdict(Verdict::NotApplicable) => skipped(text.clone()),
                State::Waived => skipped(format!(
                    "waived: {}",
                    row.waiver.map(|waiver| waiver.reason.value.as_str()).unwrap_or_default()
                )),
            };
            let mut case = TestCase::new(row.record.clause.id.as_str(), status);
            case.set_classname(contract);
            if row.state == State::Verdict(Verdict::Fail) && row.record.clause.level != Level::Must {
                case.set_system_out(text.as_str());
            }
            for requirement in &row.record.clause.requirements {
                case.properties.push(Property::new("requirement", requirement.as_str()));
            }
            suite.add_test_case(case);
        }
        report.add_test_suite(suite);
    }
    let mut text = report.to_string().unwrap_or_else(|error| format!("<!-- {error} -->"));
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
