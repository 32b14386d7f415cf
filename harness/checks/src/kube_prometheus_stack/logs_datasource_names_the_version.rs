use conform_manifest::Object;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{PodTemplate, datasources::datasources, pod_templates_of},
    required::{On, in_each},
};

const DOCS: &str = "\
## What must hold

The version that every OpenSearch datasource names is that of the node of its cluster.

## Why it matters

The plugin does not ask the server. It chooses the form of its queries by this number, and after an upgrade some panels fail with an error of a parser.

## How it is judged

`jsonData.version` is compared with the tag of the image of the OpenSearch node of the same cluster.

## How to fix

Set `jsonData.version` together with the image of OpenSearch.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.logs-datasource-names-the-version",
    ),
    title: "the log datasource knows the version of its server",
    level: Level::Must,
    traces: &[Trace::new("FR-011", "docs/stack.md#grafana")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let found = datasources(cx, out);
    in_each(cx, out, On::Every, "node of OpenSearch", |cluster, out| {
        let nodes: Vec<(&Object, &str)> = cx
            .stack
            .of_kind("StatefulSet")
            .filter(|set| set.cluster == cluster.id && set.namespace() == "logging")
            .filter_map(|set| Some((set, image(set)?)))
            .collect();
        for (node, image) in &nodes {
            let running = image.rsplit_once(':').map_or("latest", |(_, tag)| tag);
            for datasource in found.iter().filter(|datasource| {
                datasource.map.cluster == cluster.id
                    && datasource.text(&["type"]) == Some("grafana-opensearch-datasource")
            }) {
                out.examine("datasources");
                let said = datasource.text(&["jsonData", "version"]).unwrap_or("absent");
                if said != running {
                    out.fail(
                        Finding::new(
                            format!(
                                "datasource `{}` says version {said}, {} runs {running}",
                                datasource.label(),
                                node.id
                            ),
                            datasource.place(),
                        )
                        .help("set jsonData.version to the version of the image"),
                    );
                }
            }
        }
        nodes.len()
    });
}

/// The image of the container that is OpenSearch.
fn image(set: &Object) -> Option<&str> {
    let containers = pod_templates_of(set).as_ref().map(PodTemplate::containers)?;
    containers
        .iter()
        .find(|container| !container.init && container.name() == "opensearch")
        .and_then(|container| container.node.dig_str(&["image"]))
}
