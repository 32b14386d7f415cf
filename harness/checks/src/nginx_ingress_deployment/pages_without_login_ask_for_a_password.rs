use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::kube::ingress_nginx::ingresses;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Every Ingress of the fact `without-login` uses basic auth with a Secret that exists and has the key `auth`.

## Why it matters

Prometheus, Alertmanager and Thanos ask nobody who he is. Whoever reaches them reads all metrics and silences all alerts.

## How it is judged

The annotations of basic auth are read, and the Secret is looked up.

## How to fix

Set `auth-type: basic` and `auth-secret` on the Ingress; the Secret comes from stage `20-secrets`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::NginxIngressDeployment,
        "nginx-ingress-deployment.pages-without-login-ask-for-a-password",
    ),
    title: "pages without a login of their own ask for a password",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#values-for-ingress")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const PREFIX: &str = "nginx.ingress.kubernetes.io/";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let names = cx.contracts.fact(ContractId::NginxIngressDeployment, "without-login");
    for ingress in ingresses(cx, out) {
        let routed = ingress.namespace() == "monitoring"
            && names.value.split_whitespace().any(|name| name == ingress.name());
        if !routed {
            continue;
        }
        let annotation = |name: &str| ingress.annotation(&format!("{PREFIX}{name}"));
        let secret = annotation("auth-secret")
            .and_then(|name| cx.stack.find(&ingress.cluster, "Secret", ingress.namespace(), name));
        let file = secret.is_some_and(|secret| {
            ["data", "stringData"].iter().any(|part| secret.node.dig(&[part, "auth"]).is_some())
        });
        let (message, key) = if annotation("auth-type") != Some("basic") {
            (format!("{} asks nobody for a password", ingress.id), "auth-type")
        } else if !file {
            (format!("{} has no Secret with key auth to check passwords against", ingress.id), "auth-secret")
        } else {
            continue;
        };
        let place = JsonPointer::root().key("metadata").key("annotations").key(&format!("{PREFIX}{key}"));
        out.fail(
            Finding::new(message, ingress.location(&place))
                .related("pages without login", names.location.clone())
                .help("set auth-type: basic and an auth-secret of stage 20-secrets"),
        );
    }
}
