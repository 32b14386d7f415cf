//! Claims of volumes, wherever an object makes one.

use conform_manifest::{Object, yaml::Node};
use conform_model::{JsonPointer, Location};

use super::Quantity;
use crate::{Facts, contracts::Cluster};

/// A claim, or a template of one.
#[derive(Debug)]
pub(crate) struct Claim<'a> {
    /// The object that makes it.
    pub(crate) object: &'a Object,
    /// Its spec.
    pub(crate) spec: &'a Node,
    /// How many volumes become of it.
    pub(crate) copies: i64,
    place: JsonPointer,
}

impl Claim<'_> {
    /// Where a field of its spec stands.
    pub(crate) fn location(&self, field: &str) -> Location {
        self.object.location(&self.place.key(field))
    }

    /// What it requests.
    pub(crate) fn size(&self) -> Option<Quantity> {
        self.spec.dig(&["resources", "requests", "storage"]).and_then(Quantity::of)
    }
}

/// The claims of a cluster: those of its own, those of `StatefulSets`, and those that the operator
/// makes for a `Prometheus` and an `Alertmanager`.
pub(crate) fn claims<'a>(cx: &Facts<'a>, cluster: &Cluster) -> Vec<Claim<'a>> {
    let spec = JsonPointer::root().key("spec");
    let mut found = Vec::new();
    for object in cx.stack.objects().filter(|object| object.cluster == cluster.id) {
        let copies = object.node.dig(&["spec", "replicas"]).and_then(Node::as_i64).unwrap_or(1);
        match object.kind() {
            "PersistentVolumeClaim" => {
                found.extend(object.node.get("spec").map(|node| (object, node, 1, spec.clone())));
            }
            "StatefulSet" => {
                let list = spec.key("volumeClaimTemplates");
                for (at, claim) in object.node.dig_seq(&["spec", "volumeClaimTemplates"]).enumerate() {
                    found.extend(
                        claim.get("spec").map(|node| (object, node, copies, list.index(at).key("spec"))),
                    );
                }
            }
            "Prometheus" | "Alertmanager" => {
                let place = spec.key("storage").key("volumeClaimTemplate").key("spec");
                let claim = object.node.dig(&["spec", "storage", "volumeClaimTemplate", "spec"]);
                found.extend(claim.map(|node| (object, node, copies, place)));
            }
            _ => {}
        }
    }
    found.into_iter().map(|(object, spec, copies, place)| Claim { object, spec, copies, place }).collect()
}
