//! Where a path of a container leads: to a folder of the host, or to a key of an object.

use conform_manifest::{Object, yaml::Node};

use super::{
    files::{Held, held},
    pods::PodTemplate,
};
use crate::Facts;

/// What lies behind a path of a container.
#[derive(Debug)]
pub(crate) struct Mount<'a> {
    held: Held<'a>,
    volumes: Vec<&'a Node>,
}

/// What lies behind a path of a container of this pod; `None` for pods that an operator makes.
pub(crate) fn mount_of<'a>(pod: &PodTemplate<'a>, container: &'a Node, path: &str) -> Option<Mount<'a>> {
    let (_, spec) = pod.spec()?;
    let mounts: Vec<&Node> = container.dig_seq(&["volumeMounts"]).collect();
    let volumes: Vec<&Node> = spec.dig_seq(&["volumes"]).collect();
    Some(Mount { held: held(&mounts, &volumes, path), volumes })
}

impl<'a> Mount<'a> {
    /// Whether it is a folder of the host.
    pub(crate) fn is_host(&self) -> bool {
        let Held::Volume(name) = self.held else { return false };
        self.volumes
            .iter()
            .any(|volume| volume.dig_str(&["name"]) == Some(name) && volume.get("hostPath").is_some())
    }

    /// The object behind it and the key of it that the path names, if the render has both.
    pub(crate) fn source(&self, cx: &Facts<'a>, pod: &Object) -> Option<(&'a Object, String)> {
        let (kind, name, key) = match &self.held {
            Held::ConfigMap { name, key } => ("ConfigMap", name, key),
            Held::Secret { name, key } => ("Secret", name, key),
            Held::Volume(_) | Held::Nothing => return None,
        };
        let object = cx.stack.find(&pod.cluster, kind, pod.namespace(), name)?;
        ["data", "stringData", "binaryData"]
            .iter()
            .any(|field| object.node.dig(&[field, key]).is_some())
            .then(|| (object, key.clone()))
    }
}
