//! The scrape jobs that the monitors of a cluster make.

use std::collections::{BTreeMap, BTreeSet};

use conform_manifest::{Object, yaml::Node};
use conform_model::{ClusterId, ContractId};

use super::Selector;
use crate::Facts;

/// The jobs of a cluster, each with the monitors that make it.
///
/// The operator names a job after the label `jobLabel` of the Service, else after the Service. What
/// the Services that nobody renders are called is the fact `jobs-provided`.
pub(crate) fn jobs<'a>(cx: &Facts<'a>, cluster: &ClusterId) -> BTreeMap<String, &'a Object> {
    let provided = &cx.contracts.fact(ContractId::KubePrometheusStack, "jobs-provided").value;
    let provided: BTreeMap<&str, &str> =
        provided.split_whitespace().filter_map(|pair| pair.split_once('=')).collect();
    let mut found = BTreeMap::new();
    for monitor in cx.stack.of_kind("ServiceMonitor").filter(|monitor| monitor.cluster == *cluster) {
        if let Some(job) = provided.get(monitor.name()) {
            found.insert((*job).to_owned(), monitor);
            continue;
        }
        let selector = monitor.node.dig(&["spec", "selector"]).map(Selector::labels).unwrap_or_default();
        let label = monitor.node.dig_str(&["spec", "jobLabel"]).unwrap_or_default();
        let of_cluster = cx.stack.of_kind("Service").filter(|service| service.cluster == *cluster);
        for service in of_cluster.filter(|service| selects(monitor, &selector, service)) {
            let job = service.label(label).filter(|job| !job.is_empty()).unwrap_or(service.name());
            found.insert(job.to_owned(), monitor);
        }
    }
    found
}

/// The jobs of all clusters.
pub(crate) fn all_jobs(cx: &Facts<'_>) -> BTreeSet<String> {
    cx.contracts.topology.clusters.iter().flat_map(|cluster| jobs(cx, &cluster.id).into_keys()).collect()
}

fn selects(monitor: &Object, selector: &Selector, service: &Object) -> bool {
    let labels: BTreeMap<&str, &str> = service
        .node
        .dig(&["metadata", "labels"])
        .and_then(Node::as_map)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some((&*entry.key, entry.value.as_str()?)))
        .collect();
    let names = monitor.node.dig(&["spec", "namespaceSelector"]);
    let any = names.and_then(|names| names.get("any")).and_then(Node::as_bool) == Some(true);
    let mut listed = names.into_iter().flat_map(|names| names.dig_seq(&["matchNames"])).peekable();
    let inside = if listed.peek().is_some() {
        listed.any(|name| name.as_str() == Some(service.namespace()))
    } else {
        any || monitor.namespace() == service.namespace()
    };
    let ports: Vec<&str> =
        monitor.node.dig_seq(&["spec", "endpoints"]).filter_map(|own| own.dig_str(&["port"])).collect();
    let mut own = service.node.dig_seq(&["spec", "ports"]).filter_map(|port| port.dig_str(&["name"]));
    inside && selector.matches(&labels) && own.any(|port| ports.contains(&port))
}
