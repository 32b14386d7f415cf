//! Files from Secrets that a container reads.

use conform_manifest::{Object, Stack, secret, yaml::Node};
use conform_model::ClusterId;

use super::files::{Held, held};

/// The Secret that holds the file at `path` of a container with these mounts and volumes. The error
/// says what is wrong, as a lower-case fragment that follows the path.
pub(crate) fn secret_file<'a>(
    stack: &'a Stack,
    cluster: &ClusterId,
    namespace: &str,
    mounts: &[&Node],
    volumes: &[&Node],
    path: &str,
) -> Result<&'a Object, String> {
    let (name, key) = match held(mounts, volumes, path) {
        Held::Secret { name, key } => (name, key),
        Held::ConfigMap { name, .. } => return Err(format!("lies in ConfigMap {name}, not in a Secret")),
        Held::Volume(name) => return Err(format!("lies in volume `{name}`, which is no Secret")),
        Held::Nothing => return Err("is not mounted".to_owned()),
    };
    let Some(found) = stack.find(cluster, "Secret", namespace, name) else {
        return Err(format!("lies in Secret {namespace}/{name}, which does not exist"));
    };
    if secret::has(found, &key) { Ok(found) } else { Err(format!("is no key of Secret {namespace}/{name}")) }
}
