//! The Prometheus custom resource.

use conform_model::{ContractId, Finding, JsonPointer};

use crate::{Facts, Outcome, sources::with_values_key};

/// Holds a field of every Prometheus' spec against a fact of its contract.
pub(crate) fn judge_spec_field(cx: &Facts<'_>, out: &mut Outcome, field: &str, fact: &str) {
    let demanded = cx.contracts.fact(ContractId::KubePrometheusStack, fact);
    for prometheus in cx.stack.of_kind("Prometheus") {
        out.examine("prometheuses");
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
