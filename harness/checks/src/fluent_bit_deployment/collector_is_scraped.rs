use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};
use std::collections::BTreeMap;

use conform_manifest::{Object, yaml::Node};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::Selector,
    required::{On, Required},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

A ServiceMonitor selects the Service of the collector, with the path of the contract.

## Why it matters

The chart renders no monitor unless it is told that the definition exists, and its default path leaves out what the alerts on lost logs ask for.

## How it is judged

Path and selector of the monitor `fluent-bit` are read in the render.

## How to fix

Set `serviceMonitor` in the values file and keep `apiVersions` in the kustomization.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.collector-is-scraped"),
    title: "Prometheus asks the collector where all its metrics are",
    level: Level::Must,
    traces: &[Trace::new("FR-010", "docs/design.md#fr-010")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const MONITOR: Required = Required::new("ServiceMonitor", "logging", "fluent-bit");
const SERVICE: Required = Required::new("Service", "logging", "fluent-bit");

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let services = SERVICE.find(cx, out, On::Every);
    for (cluster, monitor) in MONITOR.find(cx, out, On::Every) {
        for (at, endpoint) in monitor.node.dig_seq(&["spec", "endpoints"]).enumerate() {
            out.examine("endpoints");
            let demanded = cx.contracts.fact(ContractId::FluentBitDeployment, "metrics-path");
            let found = endpoint.dig_str(&["path"]);
            if found != Some(&demanded.value) {
                let place = JsonPointer::root().key("spec").key("endpoints").index(at).key("path");
                let finding = Finding::new(
                    format!("path of the scrape is {}, not {}", found.unwrap_or("not set"), demanded.value),
                    monitor.location(&place),
                )
                .related("the contract demands", demanded.location.clone())
                .help("set it under serviceMonitor in the values file");
                out.fail(with_values_key(finding, cx, monitor, &["serviceMonitor", "path"]));
            }
        }
        let selector = monitor.node.dig(&["spec", "selector"]).map(Selector::labels).unwrap_or_default();
        for (_, service) in services.iter().filter(|(own, _)| own.id == cluster.id) {
            if !selector.matches(&labels(service)) {
                let place = JsonPointer::root().key("spec").key("selector");
                out.fail(
                    Finding::new(
                        format!("the monitor of cluster {} does not select {}", cluster.id, service.id),
                        monitor.location(&place),
                    )
                    .help("select the labels of the collector's Service"),
                );
            }
        }
    }
}

fn labels(object: &Object) -> BTreeMap<&str, &str> {
    let labels = object.node.dig(&["metadata", "labels"]).and_then(Node::as_map);
    labels.into_iter().flatten().filter_map(|entry| Some((&*entry.key, entry.value.as_str()?))).collect()
}
