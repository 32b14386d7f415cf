use std::collections::BTreeMap;

use conform_manifest::{Object, yaml::Node};
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        embedded,
        grafana_server::{self, grafanas},
        pointer,
    },
    required::missing,
};

const DOCS: &str = "\
## What must hold

Every ConfigMap that holds a dashboard or a datasource carries the label and the value that Grafana's sidecar looks for, in the namespace where it looks.

## Why it matters

A ConfigMap with another label, a value that is no string `1`, or in another namespace is no error for anybody. The dashboard is just not there.

## How it is judged

ConfigMaps are known by what they hold: JSON with panels, or a file with datasources. The labels are taken from the variables of the sidecars.

## How to fix

Label the ConfigMap as `grafana.sidecar.dashboards.label` and `.datasources.label` say, and put it into the namespace of Grafana.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.provisioning-is-picked-up"),
    title: "the sidecars find every dashboard and every datasource",
    level: Level::Must,
    traces: &[Trace::new("FR-011", "docs/stack.md#provisioning-of-grafana")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The sidecars by name, what each looks for, and the member that tells such a file.
const SOUGHT: [(&str, &str, &str); 2] = [
    ("grafana-sc-dashboard", "dashboard", "panels"),
    ("grafana-sc-datasources", "datasource", "datasources"),
];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let mut held: Vec<(&Object, &str)> = Vec::new();
    let mut known: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for map in cx.stack.of_kind("ConfigMap") {
        for entry in map.node.get("data").and_then(Node::as_map).into_iter().flatten() {
            let text = entry.value.as_str().unwrap_or_default();
            let what = *known.entry(text).or_insert_with(|| kind_of(&entry.value));
            held.extend(what.map(|what| (map, what)));
        }
    }
    for grafana in grafanas(cx, out) {
        for (name, what, _) in SOUGHT {
            let Some(sidecar) = grafana.sidecars.iter().find(|sidecar| sidecar.name() == name) else {
                out.fail(missing(grafana.cluster, &format!("sidecar {name} in the pod of Grafana")));
                continue;
            };
            let value = |variable: &str| {
                let found = grafana_server::variable(sidecar, variable);
                found.and_then(|(_, node)| node.dig_str(&["value"])).unwrap_or_default()
            };
            let (label, wanted, namespace) = (value("LABEL"), value("LABEL_VALUE"), value("NAMESPACE"));
            let own = held.iter().filter(|(map, own)| map.cluster == grafana.cluster.id && *own == what);
            for (map, _) in own {
                out.examine("provisioned files");
                let found = map.label(label);
                let message = if found != Some(wanted) {
                    let found =
                        found.map_or_else(|| "no such label".to_owned(), |found| format!("`{found}`"));
                    format!(
                        "{} holds a {what}, but the sidecar looks for {label} `{wanted}` and it has {found}",
                        map.id
                    )
                } else if namespace != "ALL" && namespace != map.namespace() {
                    format!("{} holds a {what}, but the sidecar looks in namespace {namespace}", map.id)
                } else {
                    continue;
                };
                out.fail(
                    Finding::new(message, map.location(&pointer(&["metadata", "labels"])))
                        .related("the sidecar", grafana.deployment.location(&sidecar.pointer))
                        .help(format!("label it {label}: \"{wanted}\", in the namespace of Grafana")),
                );
            }
        }
    }
}

/// What a file of a ConfigMap holds that a sidecar seeks.
fn kind_of(file: &Node) -> Option<&'static str> {
    let text = file.as_str()?;
    // Reading every file of the stack would take long; these words stand in all that matter.
    SOUGHT.iter().find(|(.., member)| text.contains(member))?;
    let read = embedded(file)?;
    let kind = SOUGHT.iter().find(|(.., member)| read.get(member).and_then(Node::as_seq).is_some());
    kind.map(|(_, what, _)| *what)
}
