use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::image_parts,
    kube::pod_templates,
    required::{On, in_each},
};

const DOCS: &str = "\
## What must hold

Every container that runs the OpenSearch image, in all clusters, runs the version of the contract.

## Why it matters

Nodes of different versions form one cluster, but a shard never moves to an older node: with one newer node every second copy may be left without a place.

## How it is judged

The tags of all containers and init containers with this image are compared with the contract.

## How to fix

Change `image.tag` in the values of the chart, the tags in the init container and the bootstrap Job, and the image under `deploy/images` together.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.same-version-everywhere"),
    title: "everything of OpenSearch runs the version of the contract",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#versions")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let image = cx.contracts.fact(ContractId::OpensearchDeployment, "image");
    let version = cx.contracts.fact(ContractId::OpensearchDeployment, "version");
    let pods = pod_templates(cx.stack);
    in_each(cx, out, On::Every, "container with the OpenSearch image", |cluster, out| {
        let mut seen = 0;
        for pod in pods.iter().filter(|pod| pod.object.cluster == cluster.id) {
            for container in pod.containers() {
                let reference = container.node.dig_str(&["image"]).unwrap_or_default();
                let (name, tag) = image_parts(reference);
                if name != image.value {
                    continue;
                }
                out.examine("containers");
                seen += 1;
                if tag != Some(&version.value) {
                    let shown = tag.unwrap_or("of no tag");
                    let message = format!(
                        "container {} of {} is {shown}, not {}",
                        container.name(),
                        pod.object.id,
                        version.value
                    );
                    let place = pod.object.location(&container.pointer.key("image"));
                    out.fail(
                        Finding::new(message, place)
                            .related("the contract demands", version.location.clone())
                            .help("change all tags, the image under deploy/images and the contract together"),
                    );
                }
            }
        }
        seen
    });
}
