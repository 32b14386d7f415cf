//! The Prometheus custom resource.

use conform_manifest::Object;
use conform_model::{ContractId, Finding, JsonPointer};

use crate::{Facts, Outcome, sources::with_values_key};

/// Every Prometheus of the stack, each counted as looked at; a cluster of the topology that
/// renders none is a finding, since what is not there obeys no contract.
pub(crate) fn prometheuses<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<&'a Object> {
    let found: Vec<&Object> = cx.stack.of_kind("Prometheus").collect();
    for _ in &found {
        out.examine("prometheuses");
    }
    for cluster in &cx.contracts.topology.clusters {
        if !found.iter().any(|prometheus| prometheus.cluster == cluster.id) {
            out.fail(
                Finding::new(
                    format!("cluster {} renders no Prometheus", cluster.id),
                    cluster.location.clone(),
                )
                .help("render it in stage 50-kps of the cluster's overlay"),
            );
        }
    }
    found
}

/// Holds a field of every Prometheus' spec against a fact of its contract.
pub(crate) fn judge_spec_field(cx: &Facts<'_>, out: &mut Outcome, field: &str, fact: &str) {
    let demanded = cx.contracts.fact(ContractId::KubePrometheusStack, fact);
    for prometheus in prometheuses(cx, out) {
        let found = prometheus.node.dig_str(&["spec", field]);
        if found != Some(&demanded.value) {
            let finding = Finding::new(
                format!("{field} is {}, not {}", found.unwrap_or("absent"), demanded.value),
                prometheus.location(&JsonPointer::root().key("spec").key(field)),
            )
            .related("the contract demands", demanded.location.clone())
            .help(format!("set prometheus.prometheusSpec.{field} in the values file"));
            let route = ["prometheus", "prometheusSpec", field];
            out.fail(with_values_key(finding, cx, prometheus, &route));
        }
    }
}
