//! Images: those of containers, and those that custom resources name for an operator.

use conform_manifest::{Object, Stack, yaml::Node};
use conform_model::{JsonPointer, Location};

use super::pod_templates;

/// An image that an object of the stack names.
#[derive(Debug, Clone)]
pub(crate) struct Image<'a> {
    /// The object.
    pub(crate) object: &'a Object,
    place: JsonPointer,
    /// The image; empty where a container names none.
    pub(crate) name: &'a str,
}

impl<'a> Image<'a> {
    fn new(object: &'a Object, holder: &'a Node, place: &JsonPointer) -> Self {
        Self { object, place: place.key("image"), name: holder.dig_str(&["image"]).unwrap_or_default() }
    }

    /// Where it stands.
    pub(crate) fn location(&self) -> Location {
        self.object.location(&self.place)
    }

    /// What stands before tag and digest.
    pub(crate) fn repository(&self) -> &'a str {
        let name = self.name.split('@').next().unwrap_or_default();
        let last = name.rfind('/').map_or(0, |at| at + 1);
        name[last..].find(':').map_or(name, |at| &name[..last + at])
    }

    /// Its tag.
    pub(crate) fn tag(&self) -> Option<&'a str> {
        let name = self.name.split('@').next().unwrap_or_default();
        name.strip_prefix(self.repository())?.strip_prefix(':')
    }
}

/// Every image of the stack: those of all containers, and those of the operator's resources.
pub(crate) fn images(stack: &Stack) -> Vec<Image<'_>> {
    let mut found = Vec::new();
    for pod in pod_templates(stack) {
        for container in pod.containers() {
            found.push(Image::new(pod.object, container.node, &container.pointer));
        }
    }
    let spec = JsonPointer::root().key("spec");
    for object in stack.objects().filter(|object| object.id.class.group == "monitoring.coreos.com") {
        for (route, place) in [(&["spec"][..], spec.clone()), (&["spec", "thanos"][..], spec.key("thanos"))] {
            if let Some(node) = object.node.dig(route).filter(|node| node.get("image").is_some()) {
                found.push(Image::new(object, node, &place));
            }
        }
    }
    found
}
