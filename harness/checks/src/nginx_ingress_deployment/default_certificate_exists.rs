use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::kube::ingress_nginx::controllers;
use crate::sources::with_values_key;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

The controller is given a default certificate, and the Secret exists in its cluster with the type of TLS Secrets.

## Why it matters

TLS entries name no Secret, so the default one serves every host. Without it the controller serves a certificate of its own making, and every client is taught to ignore warnings.

## How it is judged

The flag `--default-ssl-certificate` is split into namespace and name, and the Secret is looked up.

## How to fix

Set `controller.extraArgs.default-ssl-certificate`, and make the Secret in stage `20-secrets`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::NginxIngressDeployment,
        "nginx-ingress-deployment.default-certificate-exists",
    ),
    title: "the controller has the certificate of its cluster",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/stack.md#values-for-ingress")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    const FLAG: &str = "default-ssl-certificate";
    for (cluster, controller) in controllers(cx, out) {
        let named = controller.flag(FLAG).and_then(|flag| flag.value).unwrap_or_default();
        let secret = named
            .split_once('/')
            .and_then(|(namespace, name)| cx.stack.find(&cluster.id, "Secret", namespace, name));
        let message = match secret {
            None if named.is_empty() => {
                format!("the controller of {} has no default certificate", cluster.id)
            }
            None => format!("the default certificate of {}, Secret {named}, does not exist", cluster.id),
            Some(secret) if secret.node.dig_str(&["type"]) != Some("kubernetes.io/tls") => {
                format!("Secret {named} of {} is no TLS Secret", cluster.id)
            }
            Some(_) => continue,
        };
        let finding = Finding::new(message, controller.flag_location(FLAG))
            .help("name a TLS Secret of stage 20-secrets in controller.extraArgs.default-ssl-certificate");
        out.fail(with_values_key(finding, cx, controller.object, &["controller", "extraArgs", FLAG]));
    }
}
