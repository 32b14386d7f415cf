use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Dockerfile, image_parts, pinned_version},
};

const DOCS: &str = "\
## What must hold

The Dockerfile under `deploy/images/opensearch` starts from the version of the contract and installs `repository-s3` of the same version from a file.

## Why it matters

A plugin of another version is refused when the image is built, or, worse, when a node starts. Only the tag tells nodes apart afterwards.

## How it is judged

The instructions of the Dockerfile are read: the tag of `FROM`, and what `opensearch-plugin install` is given.

## How to fix

Change the versions in the Dockerfile, the file list in its README, and the tag together.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.image-fits-the-version"),
    title: "the image is built from the version of the contract, with its plugin",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#opensearch-and-s3")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

/// The recipe, as the source tree shows it.
const FILE: &str = "deploy/images/opensearch/Dockerfile";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let version = pinned_version(cx);
    let Some(text) = cx.sources.and_then(|sources| sources.text(FILE)) else {
        out.fail(
            Finding::missing(format!("{FILE} is missing"), version.location.clone())
                .help("add the recipe of the image that the nodes run"),
        );
        return;
    };
    out.examine("images");
    let file = Dockerfile::parse(text);
    let tag = file.base().and_then(|(reference, _)| image_parts(reference).1);
    if tag != Some(&version.value) {
        let span = file.base().map_or_else(Default::default, |(_, span)| span);
        out.fail(
            Finding::new(
                format!("the image is built from {}, not {}", tag.unwrap_or("no version"), version.value),
                text.location(span),
            )
            .related("the contract demands", version.location.clone())
            .help("name the version of the contract in FROM"),
        );
    }
    let wanted = format!("repository-s3-{}.zip", version.value);
    let plugin = file.runs().find_map(|(words, span)| {
        let mut rest = words.iter().skip_while(|word| !word.ends_with("opensearch-plugin"));
        rest.next()?;
        (rest.next()? == "install").then_some(())?;
        Some((rest.find(|word| !word.starts_with('-'))?.clone(), span))
    });
    let right =
        plugin.as_ref().is_some_and(|(source, _)| source.starts_with("file:") && source.ends_with(&wanted));
    if !right {
        let shown = plugin.as_ref().map_or("no plugin", |(source, _)| source);
        let span = plugin.as_ref().map_or_else(Default::default, |(_, span)| *span);
        out.fail(
            Finding::new(
                format!("the image installs {shown}, not {wanted} from a file"),
                text.location(span),
            )
            .related("the contract demands", version.location.clone())
            .help("install the plugin of the same version, from the file that was copied in"),
        );
    }
}
