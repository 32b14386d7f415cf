use std::collections::BTreeMap;

use conform_manifest::{Object, yaml::Node};
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::pod_templates};

const DOCS: &str = "\
## What must hold

Within a pod, container names and volume names are unique; within a container, the names of environment variables and ports and the mount paths are.

## Why it matters

Server-side apply refuses duplicates in keyed lists. Client-side tools keep one of the two, and which one differs.

## How it is judged

The lists `containers`, `initContainers`, `volumes`, `env`, `ports` and `volumeMounts` of every pod template are searched for equal keys; both kinds of containers share one set of names.

## How to fix

Remove the double entry; to change a variable that a chart sets, patch it by name.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.list-keys-unique"),
    title: "keyed lists of a pod hold every key once",
    level: Level::Must,
    traces: &[
        Trace::new("FR-001", "docs/stack.md#native-semantics"),
        Trace::new("FR-008", "docs/stack.md#o-3"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for pod in pod_templates(cx.stack) {
        let Some((place, spec)) = pod.spec() else { continue };
        let containers = pod.containers();
        let names = containers.iter().map(|container| (container.name(), container.pointer.key("name")));
        twice(pod.object, "container name", names, out);
        twice(pod.object, "volume", keyed(spec, "volumes", "name", place), out);
        for container in &containers {
            out.examine("containers");
            for (list, key, what) in [
                ("env", "name", "environment variable"),
                ("ports", "name", "port name"),
                ("volumeMounts", "mountPath", "mount path"),
            ] {
                twice(pod.object, what, keyed(container.node, list, key, &container.pointer), out);
            }
        }
    }
}

/// The keys of a list's elements, and where they stand.
fn keyed<'a>(
    node: &'a Node,
    list: &'a str,
    key: &'a str,
    place: &JsonPointer,
) -> impl Iterator<Item = (&'a str, JsonPointer)> {
    let place = place.key(list);
    node.dig_seq(&[list])
        .enumerate()
        .filter_map(move |(at, item)| Some((item.dig_str(&[key])?, place.index(at).key(key))))
}

fn twice<'a>(
    object: &Object,
    what: &str,
    keys: impl Iterator<Item = (&'a str, JsonPointer)>,
    out: &mut Outcome,
) {
    let mut first: BTreeMap<&str, JsonPointer> = BTreeMap::new();
    for (key, place) in keys {
        if let Some(other) = first.insert(key, place.clone()) {
            out.fail(
                Finding::new(
                    format!("{what} `{key}` stands twice in {}", object.id),
                    object.location(&place),
                )
                .related("the other one is here", object.location(&other))
                .help("remove one of the two; patch by name what a chart already sets"),
            );
        }
    }
}
