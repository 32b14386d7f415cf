use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::images::images};

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
    for image in images(cx.stack) {
        out.examine("images");
        let wrong = match image.tag() {
            _ if image.name.is_empty() => "no image is named",
            _ if image.name.contains("@sha256:") => continue,
            None => "has no tag",
            Some("latest") => "has the tag `latest`",
            Some(_) => continue,
        };
        out.fail(
            Finding::new(format!("`{}` of {}: {wrong}", image.name, image.object.id), image.location())
                .help("write the tag of the pinned release, or a digest"),
        );
    }
}
