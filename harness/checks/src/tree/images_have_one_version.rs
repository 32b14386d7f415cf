use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::pod_templates};

const DOCS: &str = "\
## What must hold

Every repository of images is used with one tag, or one digest, by all containers of all clusters.

## Why it matters

Two versions of Thanos in one query path, or of OpenSearch in one cluster, are a combination that nobody tested.

## How it is judged

The images of all pod templates, and those that Prometheus and Alertmanager name, are compared by repository.

## How to fix

Write the same tag everywhere.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.images-have-one-version"),
    title: "an image has one version in all of the tree",
    level: Level::Must,
    traces: &[Trace::new("FR-019", "docs/design.md#fr-019")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let mut first: Vec<(&str, &str, conform_model::Location)> = Vec::new();
    for pod in pod_templates(cx.stack) {
        let containers = pod.containers();
        let mut images: Vec<(JsonPointer, Option<&str>)> = containers
            .iter()
            .map(|container| (container.pointer.key("image"), container.node.dig_str(&["image"])))
            .collect();
        if pod.spec().is_none() {
            let spec = JsonPointer::root().key("spec");
            images.push((spec.key("image"), pod.object.node.dig_str(&["spec", "image"])));
            let sidecar = pod.object.node.dig_str(&["spec", "thanos", "image"]);
            images.push((spec.key("thanos").key("image"), sidecar));
        }
        for (place, image) in images {
            let Some(image) = image else { continue };
            out.examine("images");
            let at = image.find('@').or_else(|| {
                let name = image.rfind('/').map_or(0, |slash| slash + 1);
                image[name..].find(':').map(|colon| name + colon)
            });
            let (repository, version) = image.split_at(at.unwrap_or(image.len()));
            let here = pod.object.location(&place);
            match first.iter().find(|(own, _, _)| *own == repository) {
                None => first.push((repository, version, here)),
                Some((_, other, _)) if *other == version => {}
                Some((_, other, there)) => out.fail(
                    Finding::new(format!("{repository} is {version} here and {other} elsewhere"), here)
                        .related("the other place", there.clone())
                        .help("write the same tag everywhere"),
                ),
            }
        }
    }
}
