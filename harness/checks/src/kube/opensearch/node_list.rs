//! What the nodes of the log cluster are told of one another.

use conform_model::Finding;

use super::super::pod_templates;
use crate::{
    Facts, Outcome,
    contracts::Cluster,
    required::{On, in_each},
};

/// Holds a list in the environment of every OpenSearch node against one entry per cluster of the
/// topology. `what` names the list in findings; `entry` is what a cluster contributes.
pub(crate) fn judge_node_list(
    cx: &Facts<'_>,
    out: &mut Outcome,
    variable: &str,
    what: &str,
    entry: impl Fn(&Cluster) -> String,
) {
    let topology = &cx.contracts.topology;
    let mut expected: Vec<String> = topology.clusters.iter().map(entry).collect();
    expected.sort();
    let pods = pod_templates(cx.stack);
    in_each(cx, out, On::Every, "OpenSearch node", |cluster, out| {
        let mut nodes = 0;
        let own =
            pods.iter().filter(|pod| pod.object.cluster == cluster.id && pod.object.kind() == "StatefulSet");
        for (pod, container) in own.flat_map(|pod| pod.containers().into_iter().map(move |own| (pod, own))) {
            if container.init || container.name() != "opensearch" {
                continue;
            }
            out.examine("nodes");
            nodes += 1;
            let own = container
                .node
                .dig_seq(&["env"])
                .enumerate()
                .find(|(_, own)| own.dig_str(&["name"]) == Some(variable));
            let value = own.and_then(|(_, own)| own.dig_str(&["value"])).unwrap_or_default();
            let mut found: Vec<&str> =
                value.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
            found.sort_unstable();
            if found == expected {
                continue;
            }
            let list = container.pointer.key("env");
            let place = own.map_or_else(|| list.clone(), |(at, _)| list.index(at).key("value"));
            let mut finding = Finding::new(
                format!(
                    "{what} of cluster {} are [{}], not [{}]",
                    pod.object.cluster,
                    found.join(", "),
                    expected.join(", ")
                ),
                pod.object.location(&place),
            )
            .help("list one entry for every cluster of the topology, the same on all of them");
            if let Some(cluster) = topology.clusters.first() {
                finding = finding.related("the clusters are these", cluster.location.clone());
            }
            out.fail(finding);
        }
        nodes
    });
}
