use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{PodTemplate, classic, pod_templates},
};

const DOCS: &str = "\
## What must hold

On every cluster the DaemonSet sets `CLUSTER_NAME` to the cluster's id, and a filter of the configuration writes it into every record as `cluster_source`.

## Why it matters

The records of all clusters lie in the same indexes. Without the field nobody can tell whose line it is.

## How it is judged

The environment of the Fluent Bit container is compared with the cluster's id; the configuration is read section by section for a `record_modifier` or `modify` filter that sets the field from the variable and matches every record of the tail input.

## How to fix

Patch `CLUSTER_NAME` in the overlay; add the filter to the values file.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.logs-name-their-cluster"),
    title: "every log record says which cluster it is from",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/design.md#fr-009"), Trace::new("FR-011", "docs/stack.md#seed-59")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let collectors: Vec<PodTemplate<'_>> = pod_templates(cx.stack)
        .into_iter()
        .filter(|pod| {
            pod.object.kind() == "DaemonSet"
                && pod.labels.get("app.kubernetes.io/name") == Some(&"fluent-bit")
        })
        .collect();
    for cluster in &cx.contracts.topology.clusters {
        if !collectors.iter().any(|pod| pod.object.cluster == cluster.id) {
            out.fail(
                Finding::new(format!("cluster {} collects no logs", cluster.id), cluster.location.clone())
                    .help(
                        "render the DaemonSet of Fluent Bit in stage 80-fluent-bit of the cluster's overlay",
                    ),
            );
        }
    }
    for pod in &collectors {
        let object = pod.object;
        for container in pod.containers().iter().filter(|container| container.name() == "fluent-bit") {
            out.examine("collectors");
            let list = container.pointer.key("env");
            let variable = container
                .node
                .dig_seq(&["env"])
                .enumerate()
                .find(|(_, variable)| variable.dig_str(&["name"]) == Some("CLUSTER_NAME"));
            let value = variable.and_then(|(_, variable)| variable.dig_str(&["value"]));
            if value != Some(object.cluster.as_str()) {
                let place = variable.map_or_else(|| list.clone(), |(at, _)| list.index(at).key("value"));
                out.fail(
                    Finding::new(
                        format!(
                            "CLUSTER_NAME is {} on cluster {}",
                            value.unwrap_or("absent"),
                            object.cluster
                        ),
                        object.location(&place),
                    )
                    .help("patch it in the overlay to the cluster's id"),
                );
            }
        }
        let map = cx.stack.find(&object.cluster, "ConfigMap", object.namespace(), "fluent-bit");
        let config = map.and_then(|map| map.node.dig_str(&["data", "fluent-bit.conf"])).unwrap_or_default();
        let sections = classic::sections(config);
        let writes = sections.iter().filter(|section| section.name == "FILTER").any(|section| {
            let modifies =
                section.get("name").is_some_and(|name| name.eq_ignore_ascii_case("record_modifier"));
            let everything =
                section.get("match").is_some_and(|pattern| pattern == "*" || pattern == "kube.*");
            modifies
                && everything
                && section.all("record").any(|record| {
                    let mut words = record.split_whitespace();
                    words.next() == Some("cluster_source") && words.next() == Some("${CLUSTER_NAME}")
                })
        });
        if !writes {
            let place = match map {
                Some(map) => map.location(&JsonPointer::root().key("data").key("fluent-bit.conf")),
                None => object.location(&JsonPointer::root().key("kind")),
            };
            out.fail(
                Finding::new("no filter writes `cluster_source` into every record", place)
                    .help("add a record_modifier filter with `Record cluster_source ${CLUSTER_NAME}`"),
            );
        }
    }
}
