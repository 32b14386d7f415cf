//! Where a path inside a container comes from.

use conform_manifest::yaml::Node;

/// What holds the file at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Held<'a> {
    /// A key of a Secret.
    Secret {
        /// The Secret.
        name: &'a str,
        /// The key.
        key: String,
    },
    /// A key of a ConfigMap.
    ConfigMap {
        /// The ConfigMap.
        name: &'a str,
        /// The key.
        key: String,
    },
    /// A volume of another kind, or one that is claimed, by its name.
    Volume(&'a str),
    /// No mount; the container's own file system.
    Nothing,
}

/// What holds the file at `path` of a container with these mounts, in a pod with these volumes.
///
/// A key that `items` leaves out is in no file, so nothing holds it.
pub(crate) fn held<'a>(mounts: &[&'a Node], volumes: &[&'a Node], path: &str) -> Held<'a> {
    let below = |mount: &Node| {
        let root = mount.dig_str(&["mountPath"]).unwrap_or_default().trim_end_matches('/').to_owned();
        let rest = path.strip_prefix(&root)?;
        (!root.is_empty() && (rest.is_empty() || rest.starts_with('/')))
            .then(|| (root.len(), rest.trim_start_matches('/').to_owned()))
    };
    let nearest = mounts
        .iter()
        .filter_map(|mount| below(mount).map(|(length, rest)| (length, rest, *mount)))
        .max_by_key(|(length, ..)| *length);
    let Some((_, rest, mount)) = nearest else { return Held::Nothing };
    let name = mount.dig_str(&["name"]).unwrap_or_default();
    let file = if rest.is_empty() { mount.dig_str(&["subPath"]).unwrap_or_default() } else { &rest };
    let Some(volume) = volumes.iter().find(|volume| volume.dig_str(&["name"]) == Some(name)) else {
        return Held::Volume(name);
    };
    let key = |source: &Node| {
        if source.get("items").is_none() {
            return Some(file.to_owned());
        }
        let item = source.dig_seq(&["items"]).find(|item| item.dig_str(&["path"]) == Some(file))?;
        item.dig_str(&["key"]).map(ToOwned::to_owned)
    };
    if let Some(secret) = volume.get("secret") {
        let name = secret.dig_str(&["secretName"]).unwrap_or_default();
        return key(secret).map_or(Held::Nothing, |key| Held::Secret { name, key });
    }
    if let Some(map) = volume.get("configMap") {
        let name = map.dig_str(&["name"]).unwrap_or_default();
        return key(map).map_or(Held::Nothing, |key| Held::ConfigMap { name, key });
    }
    Held::Volume(name)
}

#[cfg(test)]
mod tests {
    use conform_manifest::yaml::{Text, parse_one};
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("/etc/a/tls.crt", Held::Secret { name: "s", key: "cert".to_owned() })]
    #[case("/etc/a/tls.key", Held::Nothing)]
    #[case("/etc/a/b/c.yml", Held::ConfigMap { name: "m", key: "c.yml".to_owned() })]
    #[case("/data/x", Held::Volume("data"))]
    #[case("/etc/ab", Held::Nothing)]
    #[case("/one.yml", Held::ConfigMap { name: "m", key: "c.yml".to_owned() })]
    fn paths(#[case] path: &str, #[case] expected: Held<'_>) {
        let read = |text: &str| parse_one(&Text::new("t", text)).unwrap();
        let mounts = read(
            "[{name: s, mountPath: /etc/a/}, {name: m, mountPath: /etc/a/b}, {name: data, mountPath: /data},
              {name: m, mountPath: /one.yml, subPath: c.yml}]",
        );
        let volumes = read(
            "[{name: s, secret: {secretName: s, items: [{key: cert, path: tls.crt}]}},
              {name: m, configMap: {name: m}}]",
        );
        let list = |node: &Node| node.as_seq().unwrap().to_vec();
        let (mounts, volumes) = (list(&mounts), list(&volumes));
        let mounts: Vec<&Node> = mounts.iter().collect();
        let volumes: Vec<&Node> = volumes.iter().collect();
        assert_eq!(held(&mounts, &volumes, path), expected);
    }
}
