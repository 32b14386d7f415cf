//! What a sidecar is told about its bucket.

use conform_manifest::{
    Object, secret,
    yaml::{Node, Text, parse_one},
};
use conform_model::{Finding, Location};

use super::{pointer, prometheuses};
use crate::{Facts, Outcome};

/// The object store configuration of one Prometheus' sidecar.
#[derive(Debug, Clone)]
pub(crate) struct ObjectStore<'a> {
    pub(crate) prometheus: &'a Object,
    secret: &'a Object,
    key: &'a str,
    /// The configuration.
    pub(crate) config: Node,
}

impl ObjectStore<'_> {
    /// Where the configuration stands.
    pub(crate) fn place(&self) -> Location {
        self.secret.location(&pointer(&["data", self.key]))
    }
}

/// The configurations of all sidecars; a Prometheus without one that can be read is a finding.
pub(crate) fn object_stores<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<ObjectStore<'a>> {
    let mut found = Vec::new();
    for prometheus in prometheuses(cx, out) {
        let place = prometheus.location(&pointer(&["spec", "thanos", "objectStorageConfig"]));
        let mut fail = |message: String| {
            out.fail(Finding::missing(message, place.clone()).help(
                "name a Secret of stage 20-secrets and its key under prometheus.prometheusSpec.thanos",
            ));
        };
        let named = |field: &str| prometheus.node.dig_str(&["spec", "thanos", "objectStorageConfig", field]);
        let (Some(name), Some(key)) = (named("name"), named("key")) else {
            fail(format!("the sidecar of {} is told about no object store", prometheus.cluster));
            continue;
        };
        let secret = cx.stack.find(&prometheus.cluster, "Secret", prometheus.namespace(), name);
        let Some((secret, text)) = secret.and_then(|secret| Some((secret, secret::text(secret, key)?)))
        else {
            fail(format!("{} has no text under `{key}` in Secret {name}", prometheus.cluster));
            continue;
        };
        match parse_one(&Text::new(key, text)) {
            Ok(config) => found.push(ObjectStore { prometheus, secret, key, config }),
            Err(error) => fail(format!("`{key}` of {} is no YAML: {}", secret.id, error.message)),
        }
    }
    found
}
