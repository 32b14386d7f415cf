//! What monitors tell a Prometheus to scrape.

use conform_manifest::{Object, yaml::Node};
use conform_model::{ClusterId, Location};

use super::pointer;
use crate::{Facts, Outcome, required::missing};

/// The kinds that a Prometheus takes, and the stem of the selectors by which it does.
pub(crate) const MONITORS: [(&str, &str); 5] = [
    ("ServiceMonitor", "serviceMonitor"),
    ("PodMonitor", "podMonitor"),
    ("Probe", "probe"),
    ("ScrapeConfig", "scrapeConfig"),
    ("PrometheusRule", "rule"),
];

/// An endpoint of a monitor.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint<'a> {
    /// The monitor.
    pub(crate) monitor: &'a Object,
    list: &'static str,
    at: usize,
    /// The endpoint.
    pub(crate) node: &'a Node,
}

impl Endpoint<'_> {
    /// Where a field of it stands.
    pub(crate) fn location(&self, field: &str) -> Location {
        self.monitor.location(&pointer(&["spec", self.list]).index(self.at).key(field))
    }
}

/// Every endpoint of every `ServiceMonitor` and `PodMonitor` of a cluster, each counted as looked at;
/// a cluster without any is a finding.
pub(crate) fn endpoints<'a>(cx: &Facts<'a>, out: &mut Outcome, cluster: &ClusterId) -> Vec<Endpoint<'a>> {
    let mut found = Vec::new();
    for (kind, list) in [("ServiceMonitor", "endpoints"), ("PodMonitor", "podMetricsEndpoints")] {
        for monitor in cx.stack.of_kind(kind).filter(|monitor| monitor.cluster == *cluster) {
            for (at, node) in monitor.node.dig_seq(&["spec", list]).enumerate() {
                out.examine("endpoints");
                found.push(Endpoint { monitor, list, at, node });
            }
        }
    }
    if let (true, Some(cluster)) = (found.is_empty(), cx.contracts.topology.cluster(cluster)) {
        out.fail(missing(cluster, "monitor with an endpoint"));
    }
    found
}
