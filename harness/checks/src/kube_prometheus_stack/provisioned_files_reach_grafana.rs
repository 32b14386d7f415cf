use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        embedded,
        files::{Held, held},
        grafana_server::{Grafana, grafanas, variable},
    },
    required::missing,
};

const DOCS: &str = "\
## What must hold

The folder of each sidecar lies on a volume that the server mounts too: that of the datasources where Grafana looks for them, that of the dashboards where a provider of the settings looks.

## Why it matters

Sidecar and server are two containers. If they do not share the folder, the sidecar reports that it has written thirty files, and Grafana has none.

## How it is judged

The variable `FOLDER` of each sidecar is followed through its mounts to a volume; the path that Grafana reads must lie on the same one. Paths of dashboards are those of the provider files.

## How to fix

Leave the folders to the chart, or set `grafana.sidecar.*.folder` together with the provider.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.provisioned-files-reach-grafana",
    ),
    title: "what the sidecars write is where Grafana reads",
    level: Level::Must,
    traces: &[Trace::new("FR-011", "docs/stack.md#provisioning-of-grafana")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Where Grafana reads datasources and the providers of dashboards.
const PROVISIONING: &str = "/etc/grafana/provisioning";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for grafana in grafanas(cx, out) {
        let datasources = vec![format!("{PROVISIONING}/datasources")];
        for (name, read) in
            [("grafana-sc-datasources", datasources), ("grafana-sc-dashboard", providers(cx, &grafana))]
        {
            let Some(sidecar) = grafana.sidecars.iter().find(|sidecar| sidecar.name() == name) else {
                out.fail(missing(grafana.cluster, &format!("sidecar {name} in the pod of Grafana")));
                continue;
            };
            out.examine("folders");
            let folder = variable(sidecar, "FOLDER")
                .and_then(|(_, node)| node.dig_str(&["value"]))
                .unwrap_or_default();
            let mounts: Vec<&Node> = sidecar.node.dig_seq(&["volumeMounts"]).collect();
            let volumes: Vec<&Node> = grafana.spec.dig_seq(&["volumes"]).collect();
            let written = held(&mounts, &volumes, folder);
            let shared =
                matches!(written, Held::Volume(_)) && read.iter().any(|path| grafana.held(path) == written);
            if !shared {
                let read = if read.is_empty() { "nothing".to_owned() } else { read.join(", ") };
                out.fail(
                    Finding::new(
                        format!("sidecar {name} writes to {folder}, and Grafana reads {read} from elsewhere"),
                        grafana.deployment.location(&sidecar.pointer),
                    )
                    .help("mount one volume in both containers, and name its folder in the provider"),
                );
            }
        }
    }
}

/// The folders from which the providers of a Grafana read dashboards.
fn providers(cx: &Facts<'_>, grafana: &Grafana<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for mount in grafana.server.node.dig_seq(&["volumeMounts"]) {
        let path = mount.dig_str(&["mountPath"]).unwrap_or_default();
        if !path.starts_with(&format!("{PROVISIONING}/dashboards")) {
            continue;
        }
        let Held::ConfigMap { name, .. } = grafana.held(path) else { continue };
        let (cluster, namespace) = (&grafana.cluster.id, grafana.deployment.namespace());
        let map = cx.stack.find(cluster, "ConfigMap", namespace, name);
        for entry in map.and_then(|map| map.node.get("data")?.as_map()).into_iter().flatten() {
            let Some(file) = embedded(&entry.value) else { continue };
            let paths =
                file.dig_seq(&["providers"]).filter_map(|provider| provider.dig_str(&["options", "path"]));
            found.extend(paths.map(ToOwned::to_owned));
        }
    }
    found
}
