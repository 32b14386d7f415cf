use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace, kube::grafana_server::grafanas, sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

Every Grafana takes the administrator's password from a Secret of stage 20-secrets, and no setting holds one.

## Why it matters

The chart draws a password at random when it is told none: it is another one in each render, so that Grafana restarts with every apply, and it stands in the render in clear. Without any, it is `admin`.

## How it is judged

The variable `GF_SECURITY_ADMIN_PASSWORD` must come from a Secret, the Secret from that stage, and `[security] admin_password` must be absent.

## How to fix

Set `grafana.admin.existingSecret`, `userKey` and `passwordKey`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.grafana-password-from-a-secret",
    ),
    title: "Grafana's administrator logs in with a password from stage 20-secrets",
    level: Level::Must,
    traces: &[Trace::new("FR-018", "docs/stack.md#k-16"), Trace::new("FR-007a", "docs/stack.md#secrets")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The stage that is made from files that Git never sees.
const STAGE: &str = "20-secrets";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for grafana in grafanas(cx, out) {
        out.examine("grafanas");
        let (cluster, deployment) = (&grafana.cluster.id, grafana.deployment);
        let variable = grafana.variable("GF_SECURITY_ADMIN_PASSWORD");
        let place =
            variable.as_ref().map_or_else(|| grafana.server.pointer.key("env"), |(place, _)| place.clone());
        let name = variable.and_then(|(_, node)| node.dig_str(&["valueFrom", "secretKeyRef", "name"]));
        let secret = name.and_then(|name| cx.stack.find(cluster, "Secret", deployment.namespace(), name));
        let message = match (name, secret) {
            (None, _) => {
                Some(format!("the administrator of Grafana on {cluster} has no password from a Secret"))
            }
            (Some(name), Some(secret)) if secret.stage.as_str() != STAGE => Some(format!(
                "Secret {name} with the password of Grafana is rendered in stage {}",
                secret.stage
            )),
            // That it exists is for another clause to say.
            _ => None,
        };
        let set = grafana
            .settings(cx.stack)
            .is_some_and(|(_, ini)| ini.get("security", "admin_password").is_some());
        let set = set.then(|| format!("the settings of Grafana on {cluster} hold a password"));
        for message in message.into_iter().chain(set) {
            let finding = Finding::new(message, deployment.location(&place))
                .help("name the Secret grafana-admin under grafana.admin.existingSecret");
            out.fail(with_values_key(finding, cx, deployment, &["grafana", "admin"]));
        }
    }
}
