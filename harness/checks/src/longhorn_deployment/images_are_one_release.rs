use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level, Location};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{PodTemplate, longhorn::NAMESPACE, pod_templates},
    required::{On, Required, missing},
};

const DOCS: &str = "\
## What must hold

The images of engine, instance manager, share manager, backing image manager and UI have the tag of the manager, also where they are only named in arguments.

## Why it matters

The parts speak protocols of their own to one another and are tested as one release. An engine of another makes volumes that cannot be attached.

## How it is judged

The images of all containers and the arguments and variables of manager and driver deployer are read.

## How to fix

Take the tags out of `image.longhorn` in the values file; the chart sets them all.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.images-are-one-release"),
    title: "all parts of Longhorn are one release",
    level: Level::Must,
    traces: &[Trace::new("FR-018", "docs/stack.md#l-18")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// How the images of the release are called, at the end of their repository.
const PARTS: &[&str] = &[
    "backing-image-manager",
    "longhorn-engine",
    "longhorn-instance-manager",
    "longhorn-manager",
    "longhorn-share-manager",
    "longhorn-ui",
];
const MANAGER: Required = Required::new("DaemonSet", NAMESPACE, "longhorn-manager");

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let pods = pod_templates(cx.stack);
    for (cluster, manager) in MANAGER.find(cx, out, On::Every) {
        let own =
            pods.iter().filter(|pod| pod.object.cluster == cluster.id && pod.object.namespace() == NAMESPACE);
        let named: Vec<(&str, &str, Location)> = own.flat_map(images).collect();
        let release = named
            .iter()
            .find(|(part, _, place)| {
                *part == "longhorn-manager" && place.object.as_ref() == Some(&manager.id)
            })
            .map(|(_, tag, _)| *tag);
        for part in PARTS {
            let mut found = named.iter().filter(|(own, ..)| own == part).peekable();
            if found.peek().is_none() {
                out.fail(missing(cluster, &format!("image of Longhorn's `{part}`")));
            }
            for (_, tag, place) in found {
                out.examine("images");
                if Some(*tag) != release {
                    out.fail(
                        Finding::new(
                            format!(
                                "{part} of cluster {} is {tag}, and the manager is {}",
                                cluster.id,
                                release.unwrap_or("not there")
                            ),
                            place.clone(),
                        )
                        .help("give all parts the tag of the manager"),
                    );
                }
            }
        }
    }
}

/// The parts of Longhorn that a pod names, with their tags and where they stand.
fn images<'a>(pod: &PodTemplate<'a>) -> Vec<(&'a str, &'a str, Location)> {
    let mut found = Vec::new();
    for container in pod.containers() {
        let mut add = |text: Option<&'a str>, place: JsonPointer| {
            let last = text.unwrap_or_default().rsplit('/').next().unwrap_or_default();
            if let Some((part, tag)) = last.split_once(':').filter(|(part, _)| PARTS.contains(part)) {
                found.push((part, tag, pod.object.location(&place)));
            }
        };
        add(container.node.dig_str(&["image"]), container.pointer.key("image"));
        for list in ["command", "args"] {
            for (at, word) in container.node.dig_seq(&[list]).enumerate() {
                add(word.as_str(), container.pointer.key(list).index(at));
            }
        }
    }
    found
}
