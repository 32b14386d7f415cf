use conform_manifest::{Object, yaml::Node};
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    required::{On, each_has},
};

const DOCS: &str = "\
## What must hold

Every PersistentVolumeClaim and every claim template, those of Prometheus and Alertmanager included, names `storageClassName: longhorn` and requests a size.

## Why it matters

A claim without class takes the default one. On a Minikube whose own addon is still on, that is a folder of the node.

## How it is judged

The claims of each cluster are read where they stand.

## How to fix

Write the class into the values or the claim.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.claims-name-their-class"),
    title: "every claim asks for class longhorn and a size",
    level: Level::Must,
    traces: &[Trace::new("FR-013", "docs/stack.md#pod-security")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The class of volumes that survive their node's pods.
const CLASS: &str = "longhorn";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let mut holders = Vec::new();
    for object in cx.stack.objects() {
        for (place, spec) in claims(object) {
            out.examine("claims");
            holders.push(object);
            let class = spec.dig_str(&["storageClassName"]);
            if class != Some(CLASS) {
                out.fail(
                    Finding::new(
                        format!(
                            "a claim of {} asks for class {}, not {CLASS}",
                            object.id,
                            class.unwrap_or("none")
                        ),
                        object.location(&place.key("storageClassName")),
                    )
                    .help("set storageClassName: longhorn"),
                );
            }
            if spec.dig(&["resources", "requests", "storage"]).is_none() {
                out.fail(
                    Finding::new(
                        format!("a claim of {} requests no size", object.id),
                        object.location(&place.key("resources")),
                    )
                    .help("set resources.requests.storage"),
                );
            }
        }
    }
    each_has(cx, out, On::Every, "claim", &holders);
}

/// The claims that an object is or makes, and where their specs stand.
fn claims(object: &Object) -> Vec<(JsonPointer, &Node)> {
    let spec = JsonPointer::root().key("spec");
    let single = |place: JsonPointer| object.node.at(&place).map(|node| (place, node)).into_iter().collect();
    match object.kind() {
        "PersistentVolumeClaim" => single(spec),
        "Prometheus" | "Alertmanager" => single(spec.key("storage").key("volumeClaimTemplate").key("spec")),
        "StatefulSet" => {
            let list = spec.key("volumeClaimTemplates");
            object
                .node
                .dig_seq(&["spec", "volumeClaimTemplates"])
                .enumerate()
                .filter_map(|(at, claim)| Some((list.index(at).key("spec"), claim.get("spec")?)))
                .collect()
        }
        _ => Vec::new(),
    }
}
