use conform_model::{ClauseId, ContractId, Finding, Level, Span};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    sources::{kustomizations, named, parts},
};

const DOCS: &str = "\
## What must hold

Every YAML, JSON and configuration file under `base`, `components` and `overlays` is named, directly or through others, by the kustomization of a stage.

## Why it matters

A file that nobody names looks as if it were deployed. A policy or an alert that was written and never listed protects nobody.

## How it is judged

Beginning from the stages of all overlays, resources, components, patches, generators and values files are followed. Documents, tests and examples are left out; components that are offered and not used are in `contracts/exceptions.yaml`, written as their folder, with their reason.

## How to fix

List the file in its kustomization, or remove it.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.sources-are-used"),
    title: "every file of the tree is part of a stage",
    level: Level::Must,
    traces: &[Trace::new("FR-019", "docs/design.md#fr-019")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some(sources) = cx.sources else {
        out.block("the sources of the tree are not at hand");
        return;
    };
    let all = kustomizations(cx, out);
    let mut used = std::collections::BTreeSet::new();
    for (overlay, stage) in sources.stages() {
        let start = format!("deploy/overlays/{overlay}/{stage}/kustomization.yaml");
        for part in parts(&start, &all) {
            if let Some((text, root)) = all.iter().find(|(text, _)| text.file == part) {
                used.extend(named(&text.file, root));
            }
            used.insert(part);
        }
    }
    for text in sources.texts() {
        let file = text.file.as_str();
        let below = ["base", "components", "overlays"]
            .iter()
            .any(|folder| file.starts_with(&format!("deploy/{folder}/")));
        let left_out = file.ends_with(".md") || file.ends_with(".example") || file.contains("/tests/");
        if !below || left_out {
            continue;
        }
        out.examine("files");
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        if used.contains(file) || cx.contracts.excepted(CLAUSE.id, folder) {
            continue;
        }
        out.fail(
            Finding::new("no stage is made of this file", text.location(Span::default()))
                .help("list it in the kustomization of its folder, or remove it"),
        );
    }
}
