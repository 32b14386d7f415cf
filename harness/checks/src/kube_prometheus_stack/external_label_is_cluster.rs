use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{entities::prometheus_instance, prometheuses},
};

const DOCS: &str = "\
## What must hold

Every Prometheus has the external label `cluster` with the id of its cluster, and its default scrape class puts the same value on every series.

## Why it matters

Without it the Prometheus of all clusters look the same to Thanos: three clusters are merged into one, blocks overlap, and nothing complains. A Prometheus does not put external labels on its own answers, so local dashboards need the label at scrape time.

## How it is judged

The labels of each Prometheus and the relabelings of its default scrape class are compared with the cluster's id.

## How to fix

Patch `spec.externalLabels` and `spec.scrapeClasses` in the overlay.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.external-label-is-cluster"),
    title: "every Prometheus carries its cluster as external label",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#t-3"), Trace::new("FR-019", "docs/stack.md#t-3")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for prometheus in prometheuses(cx, out) {
        let id = prometheus.cluster.as_str();
        let spec = JsonPointer::root().key("spec");
        let demanded =
            cx.contracts.topology.cluster(&prometheus.cluster).map(|cluster| cluster.location.clone());
        let mut report = |message: String, place: JsonPointer| {
            let mut finding = Finding::new(message, prometheus.location(&place))
                .help(format!("patch it in the overlay to the cluster's id, {id}"));
            if let Some(demanded) = &demanded {
                finding = finding.related("the cluster", demanded.clone());
            }
            out.fail(finding);
        };
        let instance = prometheus_instance(prometheus);
        if !instance.is_of(&prometheus.cluster) {
            let label = match instance.cluster.as_str() {
                "" => "absent",
                label => label,
            };
            report(
                format!("the external label `cluster` is {label}, not {id}"),
                spec.key("externalLabels").key("cluster"),
            );
        }
        let labelled = prometheus.node.dig_seq(&["spec", "scrapeClasses"]).any(|class| {
            class.get("default").and_then(Node::as_bool) == Some(true)
                && class.dig_seq(&["relabelings"]).any(|rule| {
                    rule.dig_str(&["targetLabel"]) == Some("cluster")
                        && rule.dig_str(&["replacement"]) == Some(id)
                })
        });
        if !labelled {
            report(
                format!("no default scrape class puts cluster=\"{id}\" on every series"),
                spec.key("scrapeClasses"),
            );
        }
    }
}
