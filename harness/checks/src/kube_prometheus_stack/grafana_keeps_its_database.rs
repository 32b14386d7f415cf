use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{files::Held, grafana_server::grafanas},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The folder in which every Grafana keeps its database is a mounted claim of the storage class of the contract.

## Why it matters

Users, stars, silences made in the interface and the state of alerts are in a file there. In an emptyDir, the default of the chart, they live as long as the pod.

## How it is judged

The data folder, by setting or default, is followed through the mounts to a PersistentVolumeClaim of the render and its class.

## How to fix

Set `grafana.persistence.enabled: true` and `grafana.persistence.storageClassName`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.grafana-keeps-its-database"),
    title: "Grafana's database is on Longhorn",
    level: Level::Must,
    traces: &[Trace::new("FR-013", "docs/design.md#fr-013")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::KubePrometheusStack, "storage-class");
    for grafana in grafanas(cx, out) {
        out.examine("grafanas");
        let folder =
            grafana.setting(cx.stack, "paths", "data").unwrap_or_else(|| "/var/lib/grafana".to_owned());
        let volume = match grafana.held(&folder) {
            Held::Volume(name) => {
                grafana.spec.dig_seq(&["volumes"]).find(|volume| volume.dig_str(&["name"]) == Some(name))
            }
            _ => None,
        };
        let claim = volume.and_then(|volume| volume.dig_str(&["persistentVolumeClaim", "claimName"]));
        let (cluster, namespace) = (&grafana.cluster.id, grafana.deployment.namespace());
        let object = claim.and_then(|name| cx.stack.find(cluster, "PersistentVolumeClaim", namespace, name));
        let class = object.and_then(|object| object.node.dig_str(&["spec", "storageClassName"]));
        let message = match (claim, class) {
            (Some(_), Some(class)) if class == demanded.value => continue,
            (None, _) => format!("{folder} of Grafana on {cluster} is on no claim"),
            (Some(name), None) => format!("claim {name} of Grafana on {cluster} has no class"),
            (Some(name), Some(class)) => {
                format!("claim {name} of Grafana on {cluster} is of class {class}, not {}", demanded.value)
            }
        };
        let finding =
            Finding::new(message, grafana.deployment.location(&grafana.server.pointer.key("volumeMounts")))
                .related("the contract demands", demanded.location.clone())
                .help("set grafana.persistence in the values file");
        out.fail(with_values_key(finding, cx, grafana.deployment, &["grafana", "persistence"]));
    }
}
