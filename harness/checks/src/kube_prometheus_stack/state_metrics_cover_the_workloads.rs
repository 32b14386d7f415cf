use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{operator::arguments, pointer},
    required::{On, Required},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

kube-state-metrics runs on every cluster, watches every kind of the contract, and does not watch Secrets.

## Why it matters

Alerts on workloads, restarts and claims read its series. A kind that is left out has none, so its alerts are silent; Secrets are of use to no dashboard, and whoever watches them can read them.

## How it is judged

The argument `--resources` is compared with the contract. Without the argument the default watches Secrets too.

## How to fix

Set `kube-state-metrics.collectorsExclude` and leave `collectors` to the chart.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.state-metrics-cover-the-workloads",
    ),
    title: "kube-state-metrics tells about every workload, and about no Secret",
    level: Level::Must,
    traces: &[
        Trace::new("FR-012", "docs/stack.md#operator-and-exporters"),
        Trace::new("FR-016", "docs/design.md#fr-016"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// kube-state-metrics, by the name that the chart gives it.
const METRICS: Required = Required::new("Deployment", "monitoring", "kps-kube-state-metrics");

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::KubePrometheusStack, "state-metrics-kinds");
    for (cluster, deployment) in METRICS.find(cx, out, On::Every) {
        out.examine("exporters");
        let arguments = arguments(deployment);
        let listed = arguments
            .iter()
            .find_map(|(place, argument)| Some((place.clone(), argument.strip_prefix("--resources=")?)));
        let place = listed.as_ref().map_or_else(|| pointer(&["spec"]), |(place, _)| place.clone());
        let kinds: Option<Vec<&str>> = listed.as_ref().map(|(_, list)| list.split(',').collect());
        let mut fail = |message: String| {
            let finding = Finding::new(message, deployment.location(&place))
                .related("the contract demands", demanded.location.clone())
                .help("set kube-state-metrics.collectorsExclude to secrets, and leave the rest to the chart");
            out.fail(with_values_key(finding, cx, deployment, &["kube-state-metrics", "collectorsExclude"]));
        };
        if kinds.as_ref().is_none_or(|kinds| kinds.contains(&"secrets")) {
            fail(format!("kube-state-metrics of {} watches Secrets", cluster.id));
        }
        for kind in demanded.value.split_whitespace() {
            if kinds.as_ref().is_some_and(|kinds| !kinds.contains(&kind)) {
                fail(format!("kube-state-metrics of {} does not watch {kind}", cluster.id));
            }
        }
    }
}
