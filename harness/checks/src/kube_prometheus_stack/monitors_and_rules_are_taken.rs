use std::collections::BTreeMap;

use conform_manifest::{Object, yaml::Node};
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        MONITORS, Selector,
        operator::{OPERATOR, arguments},
        pointer, prometheuses,
    },
    required::On,
};

const DOCS: &str = "\
## What must hold

Every ServiceMonitor, PodMonitor, Probe, ScrapeConfig and PrometheusRule is selected by the Prometheus of its cluster, and lies in a namespace that the operator watches.

## Why it matters

What nobody takes is accepted by the API server and has no effect, for ever. Monitors stand in five namespaces, and the operator can be told to watch one.

## How it is judged

Labels of the object and of its namespace are held against the selectors of Prometheus, the namespace against the arguments of the operator.

## How to fix

Correct the labels of the object, the selectors of Prometheus, or leave `prometheusOperator.namespaces` out of the values.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.monitors-and-rules-are-taken"),
    title: "every monitor and rule is taken by the Prometheus of its cluster",
    level: Level::Must,
    traces: &[Trace::new("FR-010", "docs/stack.md#scraping"), Trace::new("FR-012", "docs/stack.md#scraping")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let operators = OPERATOR.find(cx, out, On::Every);
    for prometheus in prometheuses(cx, out) {
        let Some((_, operator)) = operators.iter().find(|(cluster, _)| cluster.id == prometheus.cluster)
        else {
            continue;
        };
        let watched: Vec<String> = arguments(operator)
            .iter()
            .filter_map(|(_, argument)| argument.strip_prefix("--namespaces="))
            .flat_map(|list| list.split(',').map(ToOwned::to_owned))
            .collect();
        for (kind, stem) in MONITORS {
            for object in cx.stack.of_kind(kind).filter(|object| object.cluster == prometheus.cluster) {
                out.examine("monitors and rules");
                let reason = if !watched.is_empty() && !watched.iter().any(|own| own == object.namespace()) {
                    format!("the operator does not watch namespace {}", object.namespace())
                } else if !labels_fit(prometheus, stem, object) {
                    format!("{stem}Selector of {} does not match its labels", prometheus.id)
                } else if !namespace_fits(cx, prometheus, stem, object) {
                    format!("{stem}NamespaceSelector of {} does not match its namespace", prometheus.id)
                } else {
                    continue;
                };
                out.fail(
                    Finding::new(
                        format!("nobody takes {}: {reason}", object.id),
                        object.location(&pointer(&["metadata"])),
                    )
                    .related("the Prometheus", prometheus.location(&pointer(&["spec"])))
                    .help("let Prometheus and its operator take objects of all namespaces"),
                );
            }
        }
    }
}

fn labels_fit(prometheus: &Object, stem: &str, object: &Object) -> bool {
    prometheus
        .node
        .dig(&["spec", &format!("{stem}Selector")])
        .filter(|node| !node.is_null())
        .is_some_and(|node| Selector::labels(node).matches(&labels(object.node.dig(&["metadata", "labels"]))))
}

/// An absent namespace selector means the namespace of Prometheus.
fn namespace_fits(cx: &Facts<'_>, prometheus: &Object, stem: &str, object: &Object) -> bool {
    let selector = prometheus.node.dig(&["spec", &format!("{stem}NamespaceSelector")]);
    let Some(selector) = selector.filter(|node| !node.is_null()) else {
        return object.namespace() == prometheus.namespace();
    };
    let namespace = cx.stack.find(&object.cluster, "Namespace", "", object.namespace());
    let mut own = labels(namespace.and_then(|namespace| namespace.node.dig(&["metadata", "labels"])));
    own.insert("kubernetes.io/metadata.name", object.namespace());
    Selector::labels(selector).matches(&own)
}

fn labels(node: Option<&Node>) -> BTreeMap<&str, &str> {
    let entries = node.and_then(Node::as_map).into_iter().flatten();
    entries.filter_map(|entry| Some((&*entry.key, entry.value.as_str()?))).collect()
}
