use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    required::{On, missing},
};

const DOCS: &str = "\
## What must hold

Every ServiceMonitor that the contract lists exists, on every cluster or on the central one.

## Why it matters

A chart leaves its monitor out when it believes that the kind does not exist, or when a key of its values is renamed. Nothing is then down, because nothing is looked at.

## How it is judged

The monitors of each cluster are compared with the list by namespace and name.

## How to fix

Switch the monitor on in the values of the chart; `apiVersions` of the chart entry must list `monitoring.coreos.com/v1`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.monitors-complete"),
    title: "every component has its monitor",
    level: Level::Must,
    traces: &[Trace::new("FR-010", "docs/design.md#fr-010")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (on, fact) in [(On::Every, "monitors"), (On::Central, "monitors-central")] {
        let demanded = cx.contracts.fact(ContractId::KubePrometheusStack, fact);
        for cluster in on.clusters(cx) {
            for (namespace, name) in demanded.value.split_whitespace().filter_map(|own| own.split_once('/')) {
                out.examine("monitors");
                if cx.stack.find(&cluster.id, "ServiceMonitor", namespace, name).is_none() {
                    let finding = missing(cluster, &format!("ServiceMonitor {namespace}/{name}"));
                    out.fail(finding.related("the contract demands", demanded.location.clone()));
                }
            }
        }
    }
}
