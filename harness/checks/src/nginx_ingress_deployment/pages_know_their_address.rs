use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};
use crate::{
    kube::{PodTemplate, pod_templates_of},
    required::{On, Required},
};
use conform_manifest::Object;

const DOCS: &str = "\
## What must hold

The external URL of Prometheus and of Alertmanager and the root URL of Grafana are `https://` and the host of their Ingress.

## Why it matters

Links in alerts and redirects after a login are built from it. With another address they lead to a name that nobody resolves.

## How it is judged

`externalUrl` of the custom resources and `GF_SERVER_ROOT_URL` of Grafana are compared with the host of the first rule.

## How to fix

Patch the address in the overlay of the cluster.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::NginxIngressDeployment,
        "nginx-ingress-deployment.pages-know-their-address",
    ),
    title: "every page knows the address under which it is reached",
    level: Level::Must,
    traces: &[
        Trace::new("FR-003", "docs/stack.md#values-for-ingress"),
        Trace::new("FR-012b", "docs/stack.md#values-for-ingress"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (ingress, kind, object) in [
        ("prometheus", "Prometheus", "kps-prometheus"),
        ("alertmanager", "Alertmanager", "kps-alertmanager"),
        ("grafana", "Deployment", "kps-grafana"),
    ] {
        for (cluster, object) in Required::new(kind, "monitoring", object).find(cx, out, On::Every) {
            out.examine("pages");
            let (url, place) = if kind == "Deployment" {
                root_url(object)
            } else {
                (
                    object.node.dig_str(&["spec", "externalUrl"]),
                    JsonPointer::root().key("spec").key("externalUrl"),
                )
            };
            // An Ingress that is missing is another clause's finding.
            let ingress_of = cx.stack.find(&cluster.id, "Ingress", "monitoring", ingress);
            let Some(host) =
                ingress_of.and_then(|own| own.node.dig_seq(&["spec", "rules"]).next()?.dig_str(&["host"]))
            else {
                continue;
            };
            let own = url.unwrap_or("absent");
            if own.strip_prefix("https://").map(|rest| rest.trim_end_matches('/')) != Some(host) {
                out.fail(
                    Finding::new(
                        format!(
                            "{ingress} of {} believes to be at {own}, its Ingress is at {host}",
                            cluster.id
                        ),
                        object.location(&place),
                    )
                    .related("the domain", cluster.domain.location.clone())
                    .help(format!("patch it in the overlay to https://{host}")),
                );
            }
        }
    }
}

/// What Grafana is told in its environment, and where.
fn root_url(grafana: &Object) -> (Option<&str>, JsonPointer) {
    let mut place = JsonPointer::root().key("spec").key("template");
    for container in pod_templates_of(grafana).iter().flat_map(PodTemplate::containers) {
        if container.name() != "grafana" {
            continue;
        }
        place = container.pointer.key("env");
        for (at, variable) in container.node.dig_seq(&["env"]).enumerate() {
            if variable.dig_str(&["name"]) == Some("GF_SERVER_ROOT_URL") {
                return (variable.dig_str(&["value"]), place.index(at).key("value"));
            }
        }
    }
    (None, place)
}
