use conform_manifest::{Object, yaml::Node};
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

For every custom resource its cluster renders the definition of its kind and version in an earlier stage, or in the same stage, where kustomize puts definitions first.

## Why it matters

On a fresh cluster the apply of an earlier resource fails with `no matches for kind`.

## How it is judged

The definitions of a cluster are looked up by group, kind and served version; groups that end in `.k8s.io` or have no dot belong to Kubernetes.

## How to fix

Move the resource into a later stage, or its definition into `10-crds`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.crds-before-resources"),
    title: "every custom resource comes after its definition",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#k-18")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let definitions: Vec<&Object> = cx.stack.of_kind("CustomResourceDefinition").collect();
    for object in cx.stack.objects() {
        let group = object.id.class.group.as_str();
        if !group.contains('.') || group.ends_with(".k8s.io") {
            continue;
        }
        out.examine("custom resources");
        let definition = definitions.iter().find(|definition| {
            definition.cluster == object.cluster
                && definition.node.dig_str(&["spec", "group"]) == Some(group)
                && definition.node.dig_str(&["spec", "names", "kind"]) == Some(object.kind())
                && definition.node.dig_seq(&["spec", "versions"]).any(|version| {
                    version.dig_str(&["name"]) == Some(object.id.class.version.as_str())
                        && version.get("served").and_then(Node::as_bool) == Some(true)
                })
        });
        let place = object.location(&JsonPointer::root().key("kind"));
        match definition {
            None => out.fail(
                Finding::new(
                    format!("cluster {} has no definition that serves {}", object.cluster, object.id.class),
                    place,
                )
                .help("render the definition in stage 10-crds, or correct apiVersion and kind"),
            ),
            Some(definition) if definition.stage > object.stage => out.fail(
                Finding::new(
                    format!(
                        "{} is applied in {}, before its definition in {}",
                        object.id, object.stage, definition.stage
                    ),
                    place,
                )
                .related("the definition", definition.location(&JsonPointer::root().key("kind")))
                .help("move the definition into an earlier stage"),
            ),
            Some(_) => {}
        }
    }
}
