use std::collections::BTreeMap;

use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level, Location};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::embedded};

const DOCS: &str = "\
## What must hold

On every cluster exactly one provisioned datasource is the default, every datasource has a uid, and no uid stands twice.

## Why it matters

Two defaults stop Grafana from starting. A datasource without uid gets a random one, and every dashboard that names it shows nothing.

## How it is judged

The ConfigMaps with the label `grafana_datasource` are read as Grafana's provisioning files.

## How to fix

Set `isDefault: true` on one datasource and `uid` on all.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.default-datasource"),
    title: "every Grafana has exactly one default datasource",
    level: Level::Must,
    traces: &[Trace::new("FR-011", "docs/stack.md#grafana")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for cluster in cx.stack.clusters() {
        let mut defaults: Vec<Location> = Vec::new();
        let mut uids: BTreeMap<String, Location> = BTreeMap::new();
        for map in cx.stack.of_kind("ConfigMap") {
            if map.cluster != *cluster || map.label("grafana_datasource").is_none() {
                continue;
            }
            for entry in map.node.get("data").and_then(Node::as_map).into_iter().flatten() {
                let place = map.location(&JsonPointer::root().key("data").key(&entry.key));
                let Some(file) = embedded(&entry.value) else {
                    out.fail(
                        Finding::new(format!("`{}` of {} is no YAML", entry.key, map.id), place)
                            .help("write a provisioning file of Grafana"),
                    );
                    continue;
                };
                for datasource in file.dig_seq(&["datasources"]) {
                    out.examine("datasources");
                    if datasource.get("isDefault").and_then(Node::as_bool) == Some(true) {
                        defaults.push(place.clone());
                    }
                    match datasource.dig_str(&["uid"]) {
                        None => out.fail(
                            Finding::new("a datasource has no uid", place.clone())
                                .help("give it a fixed uid"),
                        ),
                        Some(uid) => {
                            if let Some(other) = uids.insert(uid.to_owned(), place.clone()) {
                                out.fail(
                                    Finding::new(
                                        format!("uid `{uid}` stands twice on cluster {cluster}"),
                                        place.clone(),
                                    )
                                    .related("the other datasource", other)
                                    .help("give each datasource a uid of its own"),
                                );
                            }
                        }
                    }
                }
            }
        }
        if defaults.is_empty() {
            let contract = &cx.contracts.get(ContractId::KubePrometheusStack).location;
            let place = uids.values().next().unwrap_or(contract);
            out.fail(
                Finding::new(format!("no datasource of cluster {cluster} is the default"), place.clone())
                    .help("provision datasources in ConfigMaps with the label grafana_datasource, one of them with `isDefault: true`"),
            );
        }
        if let [first, second, ..] = defaults.as_slice() {
            out.fail(
                Finding::new(
                    format!("{} datasources of cluster {cluster} are the default", defaults.len()),
                    second.clone(),
                )
                .related("one of them", first.clone())
                .help("set `isDefault: true` on exactly one of them; Grafana refuses to start with two"),
            );
        }
    }
}
