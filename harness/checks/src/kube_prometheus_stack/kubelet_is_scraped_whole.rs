use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::pointer,
    required::{On, Required},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The monitor of the kubelet scrapes every path of the contract, over https, and keeps the labels that the kubelet sets.

## Why it matters

Memory and CPU of containers are under one path, probes under another, volumes under the first. Without `honorLabels` the pod of a series is the kubelet, and the pod itself is called `exported_pod`.

## How it is judged

The endpoints of the ServiceMonitor `kps-kubelet` are compared with the contract; the path that is not named is `/metrics`.

## How to fix

Leave `kubelet.serviceMonitor.cAdvisor` and `.probes` on.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.kubelet-is-scraped-whole"),
    title: "the three metric paths of the kubelet are scraped",
    level: Level::Must,
    traces: &[Trace::new("FR-010", "docs/stack.md#operator-and-exporters")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The monitor, by the name that the chart gives it.
const MONITOR: Required = Required::new("ServiceMonitor", "monitoring", "kps-kubelet");

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::KubePrometheusStack, "kubelet-paths");
    for (_, monitor) in MONITOR.find(cx, out, On::Every) {
        for path in demanded.value.split_whitespace() {
            out.examine("paths");
            let endpoint = monitor
                .node
                .dig_seq(&["spec", "endpoints"])
                .find(|endpoint| endpoint.dig_str(&["path"]).unwrap_or("/metrics") == path);
            let message = match endpoint {
                None => format!("{path} of the kubelet is not scraped"),
                Some(endpoint) if endpoint.dig_str(&["scheme"]) != Some("https") => {
                    format!("{path} of the kubelet is not scraped over https")
                }
                Some(endpoint) if endpoint.get("honorLabels").and_then(Node::as_bool) != Some(true) => {
                    format!("labels of {path} are overwritten by those of the kubelet")
                }
                Some(_) => continue,
            };
            let finding = Finding::new(message, monitor.location(&pointer(&["spec", "endpoints"])))
                .related("the contract demands", demanded.location.clone())
                .help("leave the monitor of the kubelet to the chart");
            out.fail(with_values_key(finding, cx, monitor, &["kubelet", "serviceMonitor"]));
        }
    }
}
