use conform_manifest::{Object, yaml::Node};
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        PodTemplate,
        operator::{OPERATOR, arguments},
        pod_templates_of, pointer,
    },
    required::On,
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The operator serves without TLS, mounts no certificate, and no webhook of the API server asks it.

## Why it matters

Without hooks nobody makes the certificate. The operator then waits for a Secret for ever, or the API server asks a webhook that does not answer and refuses every rule and monitor.

## How it is judged

The arguments and volumes of the operator, and all webhook configurations that name its Service or its API group, are looked at.

## How to fix

Set `prometheusOperator.admissionWebhooks.enabled` and `prometheusOperator.tls.enabled` to false.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.operator-without-webhook"),
    title: "the operator serves no webhook whose certificate nobody makes",
    level: Level::Must,
    traces: &[Trace::new("FR-001", "docs/stack.md#k-3")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Kinds by which the API server is told to ask a webhook.
const WEBHOOKS: [&str; 2] = ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (cluster, operator) in OPERATOR.find(cx, out, On::Every) {
        out.examine("operators");
        for (place, argument) in arguments(operator) {
            if argument == "--web.enable-tls=true" || argument.starts_with("--web.cert-file=") {
                let finding = Finding::new(
                    format!(
                        "the operator of {} serves over TLS, and nobody makes its certificate",
                        cluster.id
                    ),
                    operator.location(&place),
                )
                .help("set prometheusOperator.tls.enabled to false");
                out.fail(with_values_key(finding, cx, operator, &["prometheusOperator", "tls"]));
            }
        }
        let pod = pod_templates_of(operator);
        let spec = pod.as_ref().and_then(PodTemplate::spec).map(|(_, spec)| spec);
        for volume in spec.into_iter().flat_map(|spec| spec.dig_seq(&["volumes"])) {
            if let Some(name) = volume.dig_str(&["secret", "secretName"]) {
                let finding = Finding::new(
                    format!(
                        "the operator of {} waits for Secret {name}, which a hook would make",
                        cluster.id
                    ),
                    operator.location(&pointer(&["spec", "template", "spec", "volumes"])),
                )
                .help("set prometheusOperator.admissionWebhooks.enabled and .tls.enabled to false");
                out.fail(with_values_key(
                    finding,
                    cx,
                    operator,
                    &["prometheusOperator", "admissionWebhooks"],
                ));
            }
        }
        for webhook in WEBHOOKS.into_iter().flat_map(|kind| cx.stack.of_kind(kind)) {
            if webhook.cluster == cluster.id && asks_operator(webhook) {
                out.fail(
                    Finding::new(
                        format!(
                            "{} asks the operator of {}, which serves no webhook",
                            webhook.id, cluster.id
                        ),
                        webhook.location(&pointer(&["webhooks"])),
                    )
                    .help("set prometheusOperator.admissionWebhooks.enabled to false"),
                );
            }
        }
    }
}

/// Whether a webhook goes to the operator, or is about its resources.
fn asks_operator(webhook: &Object) -> bool {
    webhook.node.dig_seq(&["webhooks"]).any(|webhook| {
        let groups = webhook.dig_seq(&["rules"]).flat_map(|rule| rule.dig_seq(&["apiGroups"]));
        webhook.dig_str(&["clientConfig", "service", "name"]) == Some(OPERATOR.name)
            || groups.filter_map(Node::as_str).any(|group| group == "monitoring.coreos.com")
    })
}
