use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        operator::{OPERATOR, arguments},
        pointer,
    },
    required::{On, Required},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The operator keeps a Service for the kubelet, with endpoints, in the namespace where the monitor of the kubelet looks for one.

## Why it matters

The kubelet is no pod, and nothing else makes a Service for it. Without one there is no target: no memory of containers, no space of volumes, and no alert on either.

## How it is judged

The argument `--kubelet-service`, and those for endpoints and endpoint slices, are compared with the `namespaceSelector` of the ServiceMonitor.

## How to fix

Set `prometheusOperator.kubeletService.enabled`, `.namespace`, and one of `kubeletEndpointsEnabled` and `kubeletEndpointSliceEnabled`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.operator-publishes-the-kubelet",
    ),
    title: "the operator publishes the kubelet where its monitor looks",
    level: Level::Must,
    traces: &[Trace::new("FR-010", "docs/stack.md#operator-and-exporters")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The monitor of the kubelet, by the name that the chart gives it.
const MONITOR: Required = Required::new("ServiceMonitor", "monitoring", "kps-kubelet");

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let monitors = MONITOR.find(cx, out, On::Every);
    for (cluster, operator) in OPERATOR.find(cx, out, On::Every) {
        let Some((_, monitor)) = monitors.iter().find(|(own, _)| own.id == cluster.id) else { continue };
        out.examine("operators");
        let arguments = arguments(operator);
        let value = |prefix: &str| arguments.iter().find_map(|(_, argument)| argument.strip_prefix(prefix));
        let namespace = value("--kubelet-service=")
            .and_then(|service| service.split_once('/'))
            .map(|(namespace, _)| namespace);
        let looks_in = |namespace: &str| {
            monitor
                .node
                .dig_seq(&["spec", "namespaceSelector", "matchNames"])
                .any(|own| own.as_str() == Some(namespace))
        };
        // The operator writes endpoints unless told not to.
        let endpoints = value("--kubelet-endpoints=") != Some("false")
            || value("--kubelet-endpointslice=") == Some("true");
        let message = match namespace {
            None => "the operator publishes no kubelet".to_owned(),
            Some(namespace) if !looks_in(namespace) => {
                format!(
                    "the operator publishes the kubelet in {namespace}, where {} does not look",
                    monitor.id
                )
            }
            Some(_) if !endpoints => "the operator publishes the kubelet without endpoints".to_owned(),
            Some(_) => continue,
        };
        let finding =
            Finding::new(message, operator.location(&pointer(&["spec", "template", "spec", "containers"])))
                .related("the monitor", monitor.location(&pointer(&["spec"])))
                .help("set prometheusOperator.kubeletService in the values");
        out.fail(with_values_key(finding, cx, operator, &["prometheusOperator"]));
    }
}
