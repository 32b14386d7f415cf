use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{alertmanager::ALERTMANAGER, pointer, prometheus::PROMETHEUS},
    required::{On, Required},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

Every Prometheus and every Alertmanager has a volume claim of the storage class of the contract.

## Why it matters

Without `storage` the operator gives both an emptyDir: the data of Prometheus that no block holds yet, and the silences of Alertmanager, are gone with the pod.

## How it is judged

The claim template of each resource names the class; an absent class would be the default class of the day.

## How to fix

Set `prometheus.prometheusSpec.storageSpec` and `alertmanager.alertmanagerSpec.storage`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.state-on-longhorn"),
    title: "Prometheus and Alertmanager keep their state on Longhorn",
    level: Level::Must,
    traces: &[
        Trace::new("FR-013", "docs/design.md#fr-013"),
        Trace::new("FR-013", "docs/stack.md#values-for-kube-prometheus-stack"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// What has state, and where the values of the chart say where it is kept.
const KEEPERS: [(Required, [&str; 3]); 2] = [
    (PROMETHEUS, ["prometheus", "prometheusSpec", "storageSpec"]),
    (ALERTMANAGER, ["alertmanager", "alertmanagerSpec", "storage"]),
];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::KubePrometheusStack, "storage-class");
    for (keeper, values) in KEEPERS {
        for (_, object) in keeper.find(cx, out, On::Every) {
            out.examine("keepers of state");
            let storage = object.node.dig(&["spec", "storage"]);
            let lost = ["emptyDir", "ephemeral"]
                .into_iter()
                .find(|kind| storage.is_some_and(|node| node.get(kind).is_some()));
            let class =
                storage.and_then(|node| node.dig_str(&["volumeClaimTemplate", "spec", "storageClassName"]));
            let message = match (lost, class) {
                (Some(kind), _) => format!("the state of {} is in an {kind}", object.id),
                (None, Some(class)) if class == demanded.value => continue,
                (None, Some(class)) => {
                    format!("the state of {} is on class {class}, not {}", object.id, demanded.value)
                }
                (None, None) => {
                    format!("nothing puts the state of {} on class {}", object.id, demanded.value)
                }
            };
            let finding = Finding::new(message, object.location(&pointer(&["spec", "storage"])))
                .related("the contract demands", demanded.location.clone())
                .help(format!("set {} to a claim of class {}", values.join("."), demanded.value));
            out.fail(with_values_key(finding, cx, object, &values));
        }
    }
}
