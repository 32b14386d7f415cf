//! Where the tree names the version of a component.

use conform_manifest::yaml::{Node, Text};
use conform_model::{Location, Span};

use crate::{
    Facts, Outcome,
    contracts::{Place, Version},
    kube::images::{Image, images},
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

/// What names versions in the tree, read once for all components.
#[derive(Debug)]
pub(crate) struct Places<'a> {
    images: Vec<Image<'a>>,
    kustomizations: Vec<(&'a Text, Node)>,
}

impl<'a> Places<'a> {
    /// Reads images and kustomizations; one that cannot be read is reported by `tree.charts-pinned`.
    pub(crate) fn new(cx: &Facts<'a>) -> Self {
        Self { images: images(cx.stack), kustomizations: kustomizations(cx, &mut Outcome::new()) }
    }

    /// Every place at which the tree names the version of a component.
    pub(crate) fn naming(&self, cx: &Facts<'_>, wanted: &Version) -> Vec<Named> {
        let Some(place) = &wanted.place else { return Vec::new() };
        match place {
            Place::Chart(name) => self.charts(&name.value),
            Place::Image(repository) => self
                .images
                .iter()
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

    fn charts(&self, name: &str) -> Vec<Named> {
        let mut found = Vec::new();
        for (text, root) in &self.kustomizations {
            let charts = root.dig_seq(&["helmCharts"]);
            for chart in charts.filter(|chart| chart.dig_str(&["name"]) == Some(name)) {
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
