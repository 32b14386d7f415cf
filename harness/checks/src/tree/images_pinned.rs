use conform_manifest::{Object, yaml::Node};
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::pod_templates};

const DOCS: &str = "\
## What must hold

Every container image, and every image that a custom resource or an argument names for an operator to use, has a tag other than `latest`, or a digest.

## Why it matters

An image without tag changes under a running stack, and a node without internet cannot even look for it.

## How it is judged

The images of all containers, and the fields `image` of custom resources, are split into name, tag and digest.

## How to fix

Write the tag that the pinned release uses.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.images-pinned"),
    title: "every image has a fixed tag or a digest",
    level: Level::Must,
    traces: &[Trace::new("FR-018", "docs/stack.md#versions")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for pod in pod_templates(cx.stack) {
        for container in pod.containers() {
            image(pod.object, container.node, &container.pointer, out);
        }
    }
    for object in cx.stack.objects().filter(|object| object.id.class.group == "monitoring.coreos.com") {
        let spec = JsonPointer::root().key("spec");
        if let Some(node) = object.node.get("spec") {
            if node.get("image").is_some() {
                image(object, node, &spec, out);
            }
            if let Some(thanos) = node.get("thanos").filter(|thanos| thanos.get("image").is_some()) {
                image(object, thanos, &spec.key("thanos"), out);
            }
        }
    }
}

fn image(object: &Object, holder: &Node, place: &JsonPointer, out: &mut Outcome) {
    out.examine("images");
    let image = holder.dig_str(&["image"]).unwrap_or_default();
    let tag = image.rsplit('/').next().and_then(|last| last.split_once(':')).map(|(_, tag)| tag);
    let wrong = match tag {
        _ if image.is_empty() => "no image is named",
        _ if image.contains("@sha256:") => return,
        None => "has no tag",
        Some("latest") => "has the tag `latest`",
        Some(_) => return,
    };
    out.fail(
        Finding::new(format!("`{image}` of {}: {wrong}", object.id), object.location(&place.key("image")))
            .help("write the tag of the pinned release, or a digest"),
    );
}
