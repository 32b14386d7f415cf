use conform_manifest::{Object, yaml::Node};
use conform_model::{Finding, JsonPointer, Location};

use super::{
    super::pod_templates_of,
    script::{Request, Script},
};
use crate::{
    Facts, Outcome,
    required::{On, Required, missing},
};

/// The Job that gives the log cluster its rules, by the name that the contract fixes.
const JOB: Required = Required::new("Job", "logging", "opensearch-bootstrap");

/// The bootstrap of the log cluster: its Job, and the files it works with.
#[derive(Debug, Clone)]
pub(crate) struct Bootstrap<'a> {
    /// The ConfigMap with the script and what it sends.
    pub(crate) map: &'a Object,
    /// The requests it makes, in their order.
    pub(crate) requests: Vec<Request>,
    script_key: String,
}

impl Bootstrap<'_> {
    /// A finding about the script.
    pub(crate) fn finding(&self, message: impl Into<String>) -> Finding {
        Finding::new(message, self.place(&self.script_key))
    }

    /// Where a file of the ConfigMap stands.
    pub(crate) fn place(&self, file: &str) -> Location {
        self.map.location(&JsonPointer::root().key("data").key(file))
    }
}

/// The bootstrap of the central cluster, counted as looked at; where it is missing or has no
/// script, that is a finding.
pub(crate) fn bootstraps<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<Bootstrap<'a>> {
    let mut found = Vec::new();
    for (cluster, job) in JOB.find(cx, out, On::Central) {
        let Some(pod) = pod_templates_of(job) else { continue };
        let file = pod
            .spec()
            .into_iter()
            .flat_map(|(_, spec)| spec.dig_seq(&["volumes"]))
            .filter_map(|volume| volume.dig_str(&["configMap", "name"]))
            .filter_map(|name| cx.stack.find(&cluster.id, "ConfigMap", job.namespace(), name))
            .find_map(|map| {
                let data = map.node.get("data").and_then(Node::as_map)?;
                let entry = data.iter().find(|entry| entry.key.ends_with(".sh"))?;
                Some((map, entry.key.to_string(), entry.value.as_str()?))
            });
        let Some((map, script_key, text)) = file else {
            out.fail(missing(cluster, &format!("ConfigMap with a script that {} mounts", job.id)));
            continue;
        };
        out.examine("bootstraps");
        let requests = Script::parse(text).requests();
        found.push(Bootstrap { map, requests, script_key });
    }
    found
}
