use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Container, image_parts, judge_nodes},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

Every node runs the image of the contract, and no container of it installs a plugin from elsewhere at its start.

## Why it matters

The product does not carry `repository-s3`. The chart can install it, by downloading it at every start: a node without internet then never comes up again, and upstream's own image registers no repository.

## How it is judged

The image of every node is compared with the contract; commands and arguments of its containers are searched for an installation that is not from a file.

## How to fix

Set `image.repository` in the values of the chart, and leave `plugins` alone.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.s3-plugin-in-the-image"),
    title: "the S3 plugin is in the image, not on the internet",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#opensearch-and-s3")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let image = cx.contracts.fact(ContractId::OpensearchDeployment, "image");
    judge_nodes(cx, out, |node| {
        let mut found = Vec::new();
        let reference = node.container.node.dig_str(&["image"]).unwrap_or_default();
        let (name, _) = image_parts(reference);
        if name != image.value {
            let place = node.object.location(&node.container.pointer.key("image"));
            let message = format!("the node of {} runs {name}, not {}", node.cluster.id, image.value);
            let finding = Finding::new(message, place)
                .related("the contract demands", image.location.clone())
                .help("set image.repository in the values of the base");
            found.push(with_values_key(finding, cx, node.object, &["image", "repository"]));
        }
        for container in node.pod.containers() {
            if installs(&container) {
                let place = node.object.location(&container.pointer.key("command"));
                let message = format!(
                    "container {} of {} downloads a plugin at its start",
                    container.name(),
                    node.cluster.id
                );
                found.push(
                    Finding::new(message, place)
                        .help("build the plugin into the image and set plugins.enabled to false"),
                );
            }
        }
        found
    });
}

/// Whether a container installs a plugin that is not a file.
fn installs(container: &Container<'_>) -> bool {
    let words = ["command", "args"].into_iter().flat_map(|key| container.node.dig_seq(&[key]));
    let words: Vec<&str> = words.filter_map(Node::as_str).flat_map(str::split_whitespace).collect();
    let mut rest = words.iter().skip_while(|word| !word.ends_with("opensearch-plugin"));
    rest.next().is_some()
        && rest.next() == Some(&"install")
        && rest.find(|word| !word.starts_with('-')).is_none_or(|name| !name.starts_with("file:"))
}
