use std::fmt::Write as _;

use conform_checks::{
    Clause,
    contracts::{SeedError, Sight},
};

/// Writes the list of all clauses as Markdown: what `docs/CLAUSES.md` must hold.
#[must_use]
pub fn clauses_document(clauses: &[&Clause]) -> String {
    let mut text = String::from(
        "# Clauses\n\nEvery promise that `conform check` judges, generated from the registry by `conform docs`.\n",
    );
    let mut table = String::new();
    let mut body = String::new();
    let mut contract = None;
    for clause in clauses {
        if contract != Some(clause.id.contract()) {
            contract = Some(clause.id.contract());
            let _ok = write!(body, "\n## {}\n", clause.id.contract());
        }
        let anchor = clause.id.as_str().replace('.', "");
        let _ok = writeln!(table, "| [`{}`](#{anchor}) | {} | {} |", clause.id, clause.level, clause.title);
        let traces: Vec<String> = clause
            .traces
            .iter()
            .map(|trace| {
                let path = trace.source.trim_start_matches("docs/");
                format!("[{}]({path})", trace.requirement)
            })
            .collect();
        let _ok = write!(
            body,
            "\n### {}\n\n*{}*, {}: {}\n\n{}",
            clause.id,
            clause.level,
            traces.join(", "),
            clause.title,
            clause.docs.replace("\n## ", "\n#### ").replacen("## ", "#### ", 1),
        );
    }
    let _ok = write!(
        text,
        "\n{} clauses.\n\n| clause | level | what holds |\n| --- | --- | --- |\n{table}{body}",
        clauses.len()
    );
    text
}

/// Writes the errors of the design documents and what notices each as Markdown: what
/// `docs/SEED-ERRORS.md` must hold. `fixtures` gives the names of a clause's faults.
#[must_use]
pub fn seed_errors_document<'a>(errors: &[SeedError], fixtures: &dyn Fn(&str) -> Vec<&'a str>) -> String {
    let count = |pick: fn(&Sight) -> bool| errors.iter().filter(|error| pick(&error.sight)).count();
    let caught = count(|sight| matches!(sight, Sight::Clauses(_)));
    let live = count(|sight| matches!(sight, Sight::Live(_)));
    let nowhere = count(|sight| matches!(sight, Sight::Nowhere(_)));
    let mut text = format!(
        "# Errors of the design\n\nWhat the two design documents get wrong, and what notices it if it comes back into a tree. Generated from `contracts/seed-errors.yaml` by `conform docs`; the faults of a clause lie in `fixtures/negative/<clause>/`.\n\n{} errors: {caught} are caught by clauses over the tree, {live} show on running clusters alone, {nowhere} are no property of a stack.\n\n| | the design says | right is | noticed by |\n| --- | --- | --- | --- |\n",
        errors.len()
    );
    for error in errors {
        let noticed = match &error.sight {
            Sight::Clauses(ids) => {
                let ids: Vec<String> = ids
                    .iter()
                    .map(|id| {
                        let anchor = id.value.replace('.', "");
                        let faults = fixtures(&id.value).join(", ");
                        format!("[`{}`](CLAUSES.md#{anchor}) ({faults})", id.value)
                    })
                    .collect();
                ids.join("; ")
            }
            Sight::Live(reason) => format!("running clusters: {}", reason.value),
            Sight::Nowhere(reason) => format!("nothing: {}", reason.value),
        };
        let _ok = writeln!(
            text,
            "| {} | {} | {} | {noticed} |",
            error.number.value, error.says.value, error.right.value
        );
    }
    text
}
