use conform_checks::contracts::Subject;
use conform_model::{ClusterId, Verdict};

use super::{page::Page, state_tone};
use crate::{
    Report, State,
    report::{Cell, Demand},
    words::WORDS,
};

pub(super) fn matrix(page: &mut Page, report: &Report<'_>) {
    page.section("matrix", WORDS.matrix);
    page.raw("<p class=\"faint small\">").text(WORDS.matrix_note).raw("</p>\n");
    let clusters: Vec<&str> = report.clusters().map(ClusterId::as_str).collect();
    let mut heads = vec![WORDS.contract, WORDS.clauses];
    heads.extend(&clusters);
    heads.push(WORDS.elsewhere);
    page.table(&heads);
    for line in report.matrix() {
        page.raw("<tr><td><b>").text(line.contract).raw("</b><br><span class=\"faint small\">");
        page.text(line.title).raw("</span></td>").cell(WORDS.clauses);
        let counts: Vec<String> =
            line.counts.iter().map(|(state, count)| format!("{count} {}", state.as_str())).collect();
        page.text(&counts.join(", ")).raw("</td>");
        let cells = line.clusters.iter().chain([&line.elsewhere]);
        for (head, cell) in heads[2..].iter().zip(cells) {
            page.cell(head);
            match cell {
                Cell::Holds => page.chip("good", WORDS.holds),
                Cell::NotLooked => page.chip("cold", WORDS.not_looked),
                Cell::Waived(count) => page.chip("warn", &format!("{count} {}", State::Waived.as_str())),
                Cell::Fails(count) => {
                    page.chip("bad", &format!("{count} {}", WORDS.verb(State::Verdict(Verdict::Fail))))
                }
            };
            page.raw("</td>");
        }
        page.raw("</tr>\n");
    }
    page.end_table();
}

pub(super) fn unseen(page: &mut Page, report: &Report<'_>) {
    page.section("unseen", WORDS.unseen);
    page.raw("<ul>\n");
    for cluster in report.left_out() {
        page.raw("<li>").chip("cold", cluster).raw(" ").text(WORDS.another_cluster).raw("</li>\n");
    }
    for group in report.unseen() {
        page.raw("<li>").chip(state_tone(group.state), group.state.as_str()).raw(" ").code(group.reason);
        page.raw(": <code>").text(&group.clauses.join(", ")).raw("</code></li>\n");
    }
    let live: Vec<&str> = report
        .demands
        .iter()
        .filter(|demand| !demand.live.is_empty() && demand.requirement.through.is_empty())
        .map(|demand| demand.requirement.id.value.as_str())
        .collect();
    if !live.is_empty() {
        page.raw("<li>").chip("cold", State::NotRun.as_str()).raw(" ").text(WORDS.nothing_live).raw(": ");
        page.text(&live.join(", ")).raw("</li>\n");
    }
    page.raw("</ul>\n");
}

pub(super) fn objectives(page: &mut Page, report: &Report<'_>) {
    page.section("objectives", WORDS.objectives);
    if report.contracts.iter().all(|contract| contract.objectives.is_empty()) {
        page.raw("<p>").text(WORDS.no_objectives).raw("</p>\n");
        return;
    }
    let heads = [WORDS.contract, WORDS.objective, WORDS.threshold, WORDS.observed, WORDS.margin];
    page.table(&heads);
    for contract in report.contracts.iter() {
        for objective in &contract.objectives {
            page.raw("<tr><td class=\"tight\">").text(contract.id.as_str()).raw("</td>").cell(heads[1]);
            page.code(&objective.what.value)
                .raw("</td>")
                .cell(heads[2])
                .text(&objective.threshold().replace("<=", "≤").replace(">=", "≥"));
            page.raw("</td>").cell(heads[3]).chip("cold", WORDS.not_measured).raw("</td>");
            page.cell(heads[4]).raw("–</td></tr>\n");
        }
    }
    page.end_table();
}

pub(super) fn requirements(page: &mut Page, report: &Report<'_>) {
    page.section("requirements", WORDS.requirements);
    let inferred: Vec<&Demand<'_>> =
        report.demands.iter().filter(|demand| demand.requirement.inferred).collect();
    if !inferred.is_empty() {
        page.raw("<p>").text(WORDS.inferred_note).raw("</p>\n<ul>\n");
        for demand in inferred {
            page.raw("<li><b>").text(&demand.requirement.id.value).raw("</b> ");
            page.code(&demand.requirement.text.value).raw("</li>\n");
        }
        page.raw("</ul>\n");
    }
    let heads = [WORDS.requirement, WORDS.text, WORDS.state, WORDS.clauses];
    page.table(&heads);
    for demand in &report.demands {
        let requirement = demand.requirement;
        page.raw("<tr><td class=\"tight\"><b>").text(&requirement.id.value).raw("</b></td><td>");
        page.code(&requirement.text.value);
        if requirement.inferred {
            page.raw(" <span title=\"").text(WORDS.design_silent).raw("\">").chip("warn", WORDS.inferred);
            page.raw("</span>");
        }
        if !requirement.through.is_empty() {
            let parts: Vec<&str> = requirement.through.iter().map(|part| part.value.as_str()).collect();
            page.raw("<br><span class=\"faint small\">").text(WORDS.through).raw(" ");
            page.text(&parts.join(", ")).raw("</span>");
        }
        if let Some(live) = &requirement.live {
            page.raw("<br><span class=\"faint small\">").text(WORDS.live_note).raw(" ").code(&live.value);
            page.raw("</span>");
        }
        page.raw("</td>").cell(heads[2]).chip(state_tone(demand.state), demand.state.as_str());
        if !demand.live.is_empty() && !demand.clauses.is_empty() {
            page.raw("<br>").chip("cold", WORDS.live_open);
        }
        page.raw("</td>").cell(heads[3]);
        match demand.clauses.as_slice() {
            [] => page.raw("–"),
            [only] => page.raw("<code>").text(only).raw("</code>"),
            all => {
                page.raw("<details><summary>").text(&all.len().to_string()).raw("</summary><code>");
                page.raw(&all.join("<br>")).raw("</code></details>")
            }
        };
        page.raw("</td></tr>\n");
    }
    page.end_table();
}

pub(super) fn waivers(page: &mut Page, report: &Report<'_>) {
    page.section("waivers", WORDS.waivers);
    if report.contracts.waivers.is_empty() {
        page.raw("<p>").text(WORDS.no_waivers).raw("</p>\n");
        return;
    }
    let heads = [WORDS.subject, WORDS.reason, WORDS.owner, WORDS.expires];
    page.table(&heads);
    for waiver in &report.contracts.waivers {
        let (Subject::Clause(id) | Subject::Requirement(id)) = &waiver.subject;
        page.raw("<tr><td><code>").text(&id.value).raw("</code></td><td>").code(&waiver.reason.value);
        page.raw("</td>").cell(heads[2]).text(&waiver.owner.value).raw("</td>").cell(heads[3]);
        page.text(&waiver.expires.to_string());
        if !waiver.holds(report.summary.as_of) {
            page.raw(" ").chip("bad", WORDS.expired);
        }
        page.raw("</td></tr>\n");
    }
    page.end_table();
}

pub(super) fn versions(page: &mut Page, report: &Report<'_>) {
    page.section("versions", WORDS.versions);
    if report.contracts.iter().all(|contract| contract.versions.is_empty()) {
        page.raw("<p>").text(WORDS.no_versions).raw("</p>\n");
        return;
    }
    let heads = [WORDS.component, WORDS.contract, WORDS.pin, WORDS.floor, WORDS.end_of_life];
    page.table(&heads);
    for contract in report.contracts.iter() {
        for version in &contract.versions {
            let pin = version.pin.as_ref().map_or("–", |pin| &pin.value);
            let floor = version.floor.as_ref().map_or("–", |floor| &floor.value);
            page.raw("<tr><td><b>").text(&version.component.value).raw("</b></td>").cell(heads[1]);
            page.text(contract.id.as_str()).raw("</td>").cell(heads[2]).text(pin);
            page.raw("</td>").cell(heads[3]).text(floor).raw("</td>").cell(heads[4]);
            match &version.end_of_life {
                None => page.raw("–"),
                Some(end) => {
                    if let Some(date) = end.date {
                        let tone = if date <= report.summary.as_of { "bad" } else { "warn" };
                        page.chip(tone, &date.to_string()).raw(" ");
                    }
                    page.code(&end.note.value)
                }
            };
            page.raw("</td></tr>\n");
        }
    }
    page.end_table();
}

pub(super) fn inputs(page: &mut Page, report: &Report<'_>) {
    page.section("inputs", WORDS.rests_on);
    page.raw("<p class=\"faint small\">").text(WORDS.rests_on_note).raw("</p>\n");
    page.table(&["", WORDS.version, WORDS.digest]);
    let mut row = |name: &str, version: &str, stand_in: bool, digest: &str| {
        page.raw("<tr><td><b>").text(name).raw("</b> ");
        if stand_in {
            page.chip("warn", WORDS.stand_in);
        }
        page.raw("</td>").cell(WORDS.version).text(version).raw("</td><td><code>").text(digest);
        page.raw("</code></td></tr>\n");
    };
    for chart in &report.inputs.charts {
        row(&chart.name, &chart.version, chart.stand_in, chart.digest.as_str());
    }
    for tool in &report.inputs.tools {
        row(&tool.name, &tool.version, false, tool.digest.as_str());
    }
    row(WORDS.render, "–", false, report.inputs.render.as_str());
    if let Some(tree) = &report.inputs.tree {
        row(WORDS.tree, "–", false, tree.as_str());
    }
    row(WORDS.contracts, "–", false, report.inputs.contracts.as_str());
    page.end_table();
}

pub(super) fn clauses(page: &mut Page, report: &Report<'_>) {
    page.section("clauses", WORDS.all_clauses);
    page.raw("<details class=\"print\"><summary>").text(&report.summary.rows.len().to_string()).raw(" ");
    page.text(&WORDS.clauses.to_lowercase()).raw("</summary>\n");
    let heads = [WORDS.clause, WORDS.what_holds, WORDS.level, WORDS.state, WORDS.looked_at];
    page.table(&heads);
    for row in &report.summary.rows {
        let clause = &row.record.clause;
        page.raw("<tr><td><code>").text(&clause.id).raw("</code></td><td>").code(&clause.title);
        page.raw("<br><span class=\"faint small\">").text(&clause.requirements.join(", "));
        page.raw("</span></td>").cell(heads[2]).text(clause.level.as_str()).raw("</td>").cell(heads[3]);
        page.chip(state_tone(row.state), row.state.as_str()).raw("</td>").cell(heads[4]);
        let evidence: Vec<String> = row
            .record
            .evidence
            .iter()
            .map(|conform_model::Evidence::Examined { what, count }| format!("{count} {what}"))
            .collect();
        page.text(&evidence.join(", ")).raw("</td></tr>\n");
    }
    page.end_table().raw("</details>\n");
}
