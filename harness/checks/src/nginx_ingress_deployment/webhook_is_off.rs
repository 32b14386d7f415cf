use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::kube::ingress_nginx::controllers;
use crate::sources::with_values_key;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};
use conform_manifest::yaml::Node;

const DOCS: &str = "\
## What must hold

The controller gets no flag of the validating webhook, its pods mount no certificate for it, and no webhook configuration points to its namespace.

## Why it matters

Hooks are skipped, so nobody makes the certificate: the pod never starts, and a configuration without server refuses every Ingress. In the network of the node the webhook also wants the port of the API server.

## How it is judged

Flags that begin with `--validating-webhook`, volumes from a Secret called `…-admission`, and webhook configurations are looked for.

## How to fix

Set `controller.admissionWebhooks.enabled: false`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::NginxIngressDeployment, "nginx-ingress-deployment.webhook-is-off"),
    title: "the controller runs without its admission webhook",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/stack.md#i-1"), Trace::new("FR-001", "docs/stack.md#k-3")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    const ROUTE: [&str; 3] = ["controller", "admissionWebhooks", "enabled"];
    const HELP: &str = "set controller.admissionWebhooks.enabled: false";
    for (cluster, controller) in controllers(cx, out) {
        for flag in controller.flags.iter().filter(|flag| flag.name.starts_with("validating-webhook")) {
            let finding = Finding::new(
                format!("the controller of {} serves an admission webhook (--{})", cluster.id, flag.name),
                controller.object.location(&flag.place),
            )
            .help(HELP);
            out.fail(with_values_key(finding, cx, controller.object, &ROUTE));
        }
        for (at, volume) in controller.pod.dig_seq(&["volumes"]).enumerate() {
            let secret = volume.dig_str(&["secret", "secretName"]).unwrap_or_default();
            if secret.ends_with("-admission") {
                let place = controller.pod_place.key("volumes").index(at);
                let finding = Finding::new(
                    format!("the controller of {} mounts Secret {secret}, which nobody makes", cluster.id),
                    controller.object.location(&place),
                )
                .help(HELP);
                out.fail(with_values_key(finding, cx, controller.object, &ROUTE));
            }
        }
        for webhook in cx.stack.of_kind("ValidatingWebhookConfiguration") {
            let own = |hook: &Node| {
                hook.dig_str(&["clientConfig", "service", "namespace"]) == Some(controller.object.namespace())
            };
            if webhook.cluster == cluster.id && webhook.node.dig_seq(&["webhooks"]).any(own) {
                let place = JsonPointer::root().key("webhooks");
                out.fail(
                    Finding::new(
                        format!("{} sends every Ingress to a webhook that does not run", webhook.id),
                        webhook.location(&place),
                    )
                    .help(HELP),
                );
            }
        }
    }
}
