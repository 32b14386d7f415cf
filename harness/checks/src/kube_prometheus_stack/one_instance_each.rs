use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{alertmanager::ALERTMANAGER, pointer, prometheus::PROMETHEUS},
    required::{On, Required},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

`replicas` of every Prometheus and Alertmanager, and `shards` of Prometheus, are what the contract says.

## Why it matters

A second replica on the one node survives nothing that the first does not, and takes the memory and the volume of it once more. A second shard holds half of the targets, and local dashboards show the other half.

## How it is judged

The fields are compared with the contract; the default of each is 1.

## How to fix

Set `prometheus.prometheusSpec.replicas`, `.shards` and `alertmanager.alertmanagerSpec.replicas`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.one-instance-each"),
    title: "each cluster runs one Prometheus and one Alertmanager",
    level: Level::Must,
    traces: &[Trace::new("FR-014", "docs/stack.md#values-for-kube-prometheus-stack")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// What is counted, and where the values of the chart count it.
const COUNTED: [(Required, &str, [&str; 2]); 3] = [
    (PROMETHEUS, "replicas", ["prometheus", "prometheusSpec"]),
    (PROMETHEUS, "shards", ["prometheus", "prometheusSpec"]),
    (ALERTMANAGER, "replicas", ["alertmanager", "alertmanagerSpec"]),
];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::KubePrometheusStack, "instances");
    for (counted, field, values) in COUNTED {
        for (_, object) in counted.find(cx, out, On::Every) {
            out.examine("counts");
            let found = match object.node.dig(&["spec", field]) {
                None => "1".to_owned(),
                // What is neither is no instance of its schema.
                Some(node) => match (node.as_i64(), node.as_str()) {
                    (Some(count), _) => count.to_string(),
                    (None, text) => text.unwrap_or_default().to_owned(),
                },
            };
            if found != demanded.value {
                let finding = Finding::new(
                    format!("{field} of {} is {found}, not {}", object.id, demanded.value),
                    object.location(&pointer(&["spec", field])),
                )
                .related("the contract demands", demanded.location.clone())
                .help(format!("set {}.{field}", values.join(".")));
                out.fail(with_values_key(finding, cx, object, &[values[0], values[1], field]));
            }
        }
    }
}
