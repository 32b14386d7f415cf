use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        datasources::{Datasource, datasources},
        embedded, pointer,
    },
    required::{On, Required, in_each},
};

const DOCS: &str = "\
## What must hold

Every Grafana has a datasource of the OpenSearch plugin whose index pattern, time field, message field and level field are those of the index template, and whose flavor is `opensearch`.

## Why it matters

The plugin asks for a range of the time field. With another name, or one that is no date, every log panel is empty; with the flavor of Elasticsearch it asks in a dialect that this server refuses.

## How it is judged

`jsonData` of the datasource is compared with `index-template.json` of the bootstrap on the central cluster, which is read as JSON.

## How to fix

Correct the datasource in `deploy/base/kube-prometheus-stack/datasources.yaml`, or the template.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.logs-datasource-fits-the-indexes",
    ),
    title: "every Grafana asks the log indexes for fields that they have",
    level: Level::Must,
    traces: &[Trace::new("FR-011", "docs/stack.md#grafana"), Trace::new("FR-008", "docs/stack.md#grafana")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// What bootstraps the log cluster, and the template in it.
const BOOTSTRAP: Required = Required::new("ConfigMap", "logging", "opensearch-bootstrap");
const TEMPLATE: &str = "index-template.json";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let maps = BOOTSTRAP.find(cx, out, On::Central);
    let found = datasources(cx, out);
    for (_, map) in maps {
        let Some(template) = map.node.dig(&["data", TEMPLATE]).and_then(embedded) else {
            out.fail(
                Finding::missing(
                    format!("{} has no {TEMPLATE} that can be read", map.id),
                    map.location(&pointer(&["data"])),
                )
                .help("keep the index template in the bootstrap"),
            );
            continue;
        };
        in_each(cx, out, On::Every, "datasource of the OpenSearch plugin", |cluster, out| {
            let mut own = 0;
            for datasource in found.iter().filter(|datasource| {
                datasource.map.cluster == cluster.id && datasource.text(&["type"]) == Some(PLUGIN)
            }) {
                own += 1;
                out.examine("datasources");
                for message in faults(datasource, &template) {
                    out.fail(
                        Finding::new(message, datasource.place())
                            .related("the template", map.location(&pointer(&["data", TEMPLATE])))
                            .help("let the datasource follow the index template"),
                    );
                }
            }
            own
        });
    }
}

/// The type of the plugin's datasources.
const PLUGIN: &str = "grafana-opensearch-datasource";

/// What a datasource says otherwise than the template.
fn faults(datasource: &Datasource<'_>, template: &Node) -> Vec<String> {
    let said = |field: &str| datasource.text(&["jsonData", field]).unwrap_or("absent");
    let mut faults = Vec::new();
    if said("flavor") != "opensearch" {
        faults.push(format!("flavor is {}, not opensearch", said("flavor")));
    }
    if !template.dig_seq(&["index_patterns"]).any(|pattern| pattern.as_str() == Some(said("database"))) {
        faults.push(format!("database {} is no pattern of the index template", said("database")));
    }
    for (field, kind) in [("timeField", Some("date")), ("logMessageField", None), ("logLevelField", None)] {
        let route = ["template", "mappings", "properties"].into_iter();
        let route: Vec<&str> = route.chain(said(field).split('.')).collect();
        match (template.dig(&route), kind) {
            (None, _) => faults.push(format!("{field} {} is no field of the index template", said(field))),
            (Some(found), Some(kind)) if found.dig_str(&["type"]) != Some(kind) => {
                faults.push(format!("{field} {} is no {kind} in the index template", said(field)));
            }
            (Some(_), _) => {}
        }
    }
    faults
}
