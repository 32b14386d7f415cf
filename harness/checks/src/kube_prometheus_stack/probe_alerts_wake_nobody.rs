use std::collections::{BTreeMap, BTreeSet};

use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::alertmanager::{follow, routings},
};

const DOCS: &str = "\
## What must hold

An alert with the label `probe_run`, whatever its name and severity, ends at the receiver of the probes and nowhere else.

## Why it matters

Live suites fire alerts to prove that they arrive. Sent on to the operators they wake people for nothing, and the real alert of that night is taken for another test.

## How it is judged

Alerts with the label and with each severity that the contracts use are sent down the route tree.

## How to fix

Keep the route for `probe_run` before all others in `deploy/base/kube-prometheus-stack/alertmanager/alertmanager.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.probe-alerts-wake-nobody"),
    title: "alerts of a live suite reach its own sink alone",
    level: Level::Must,
    traces: &[Trace::new("FR-012a", "docs/stack.md#alertmanager")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let probe = cx.contracts.fact(ContractId::KubePrometheusStack, "receiver-probe");
    let severities: BTreeSet<&str> = cx
        .contracts
        .iter()
        .flat_map(|contract| &contract.alerts)
        .map(|alert| alert.severity.value.as_str())
        .collect();
    for routing in routings(cx, out) {
        for severity in &severities {
            out.examine("severities");
            let labels = BTreeMap::from([
                ("alertname", "ConformProbe"),
                ("cluster", routing.cluster.id.as_str()),
                ("severity", *severity),
                ("probe_run", "run"),
            ]);
            let reached = follow(&routing, &labels, out);
            if reached.as_deref().is_some_and(|reached| reached != [probe.value.as_str()]) {
                let reached = reached.unwrap_or_default().join(", ");
                out.fail(
                    Finding::new(
                        format!(
                            "a probe's alert of severity {severity} reaches {reached}, not {}",
                            probe.value
                        ),
                        routing.place(),
                    )
                    .related("the contract demands", probe.location.clone())
                    .help("put the route for probe_run before all others"),
                );
            }
        }
    }
}
