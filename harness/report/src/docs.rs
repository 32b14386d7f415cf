use std::fmt::Write as _;

use conform_checks::Clause;

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
