use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        component::central,
        prometheuses,
        thanos::{QUERY, replica_labels},
    },
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The labels of `--query.replica-label` hold the replica label of every Prometheus of the stack, and every Prometheus has one.

## Why it matters

With another label replicas are not merged: every graph shows each series twice, and after a restart with a new pod name twice again.

## How it is judged

The flag, which may be repeated and may list several labels, is compared with `replicaExternalLabelName` of every Prometheus; absent, the operator uses `prometheus_replica`.

## How to fix

Set `--query.replica-label` in `deploy/base/thanos/query.yaml` to `prometheus.prometheusSpec.replicaExternalLabelName` of the values.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.replica-label-is-that-of-prometheus"),
    title: "Query deduplicates by the label that every Prometheus carries",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#t-3")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let prometheuses = prometheuses(cx, out);
    for query in central(cx, out, QUERY) {
        let labels = replica_labels(&query);
        for prometheus in &prometheuses {
            let spec = JsonPointer::root().key("spec");
            let route = ["prometheus", "prometheusSpec", "replicaExternalLabelName"];
            // The operator takes an empty name as the wish for no such label.
            let name = prometheus
                .node
                .dig_str(&["spec", "replicaExternalLabelName"])
                .unwrap_or("prometheus_replica");
            if name.is_empty() {
                let finding = Finding::new(
                    format!("the Prometheus of cluster {} has no replica label", prometheus.cluster),
                    prometheus.location(&spec.key("replicaExternalLabelName")),
                )
                .help("leave replicaExternalLabelName at prometheus_replica");
                out.fail(with_values_key(finding, cx, prometheus, &route));
            } else if !labels.contains(&name) {
                let finding = Finding::new(
                    format!(
                        "Query does not treat `{name}`, the replica label of cluster {}, as one",
                        prometheus.cluster
                    ),
                    query.place("query.replica-label"),
                )
                .related("the label", prometheus.location(&spec.key("replicaExternalLabelName")))
                .help(format!("set --query.replica-label={name}"));
                out.fail(with_values_key(finding, cx, prometheus, &route));
            }
        }
    }
}
