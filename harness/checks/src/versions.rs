//! Where the tree names the version of a component.

use conform_model::{Location, Span};

use crate::{
    Facts, Outcome,
    contracts::{Place, Version},
    kube::images::images,
    sources::kustomizations,
};

/// A version as the tree names it.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    /// The version; empty where there is none.
    pub(crate) version: String,
    /// What names it, such as `chart longhorn`.
    pub(crate) by: String,
    /// Where it stands.
    pub(crate) location: Location,
}

/// Every place at which the tree names the version of a component.
pub(crate) fn named(cx: &Facts<'_>, wanted: &Version) -> Vec<Named> {
    let Some(place) = &wanted.place else { return Vec::new() };
    match place {
        Place::Chart(name) => charts(cx, &name.value),
        Place::Image(repository) => images(cx.stack)
            .into_iter()
            .filter(|image| image.repository() == repository.value)
            .map(|image| Named {
                version: image.tag().unwrap_or_default().to_owned(),
                by: format!("{} of {}", repository.value, image.object.id),
                location: image.location(),
            })
            .collect(),
        Place::Variable { name, file } => variables(cx, &name.value, file),
    }
}

fn charts(cx: &Facts<'_>, name: &str) -> Vec<Named> {
    let mut found = Vec::new();
    // A kustomization that cannot be read is reported by `tree.charts-pinned`.
    for (text, root) in kustomizations(cx, &mut Outcome::new()) {
        for chart in root.dig_seq(&["helmCharts"]).filter(|chart| chart.dig_str(&["name"]) == Some(name)) {
            let span = chart.get("version").map_or(chart.span, |version| version.span);
            found.push(Named {
                version: chart.dig_str(&["version"]).unwrap_or_default().to_owned(),
                by: format!("chart {name}"),
                location: text.location(span),
            });
        }
    }
    found
}

/// Assignments of a variable in a shell script.
fn variables(cx: &Facts<'_>, name: &str, file: &str) -> Vec<Named> {
    let Some(text) = cx.sources.and_then(|sources| sources.text(file)) else { return Vec::new() };
    let mut found = Vec::new();
    let mut offset = 0;
    for line in text.content.split_inclusive('\n') {
        let code = line.trim_start();
        let assigned = code.strip_prefix("readonly ").unwrap_or(code).strip_prefix(name);
        if let Some(value) = assigned.and_then(|rest| rest.strip_prefix('=')) {
            let value = value.split_whitespace().next().unwrap_or_default().trim_matches(['"', '\'']);
            let start = u32::try_from(offset + line.find(name).unwrap_or_default()).unwrap_or_default();
            let end = start + u32::try_from(name.len()).unwrap_or_default();
            found.push(Named {
                version: value.to_owned(),
                by: format!("{name} in {file}"),
                location: text.location(Span { start, end }),
            });
        }
        offset += line.len();
    }
    found
}
