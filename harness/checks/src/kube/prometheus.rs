//! The Prometheus custom resource.

use conform_manifest::Object;
use conform_model::{ContractId, Finding, JsonPointer};

use super::pointer;
use crate::{
    Facts, Outcome,
    required::{On, Required},
    sources::with_values_key,
};

/// The Prometheus of every cluster, by the name that the contract fixes.
pub(crate) const PROMETHEUS: Required = Required::new("Prometheus", "monitoring", "kps-prometheus");

/// The Prometheus of every cluster, each counted as looked at; a cluster that has none is a
/// finding, since what is not there obeys no contract.
pub(crate) fn prometheuses<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<&'a Object> {
    let found = PROMETHEUS.find(cx, out, On::Every);
    found.into_iter().map(|(_, object)| object).inspect(|_| out.examine("prometheuses")).collect()
}

/// A finding about a field of a Prometheus' spec, with the key that sets it in the chart's values.
pub(crate) fn spec_finding(
    cx: &Facts<'_>,
    prometheus: &Object,
    field: &[&str],
    message: impl Into<String>,
) -> Finding {
    let place = prometheus.location(&pointer(&[&["spec"], field].concat()));
    let finding = Finding::new(message, place)
        .help(format!("set prometheus.prometheusSpec.{} in the values file", field.join(".")));
    with_values_key(finding, cx, prometheus, &[&["prometheus", "prometheusSpec"], field].concat())
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
