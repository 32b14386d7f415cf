use conform_manifest::{Object, yaml::Node};
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        grafana_server::{grafanas, variable},
        pointer,
    },
    required::missing,
};

const DOCS: &str = "\
## What must hold

Every sidecar of Grafana looks for ConfigMaps in the namespace of Grafana. Its service account has no cluster-wide role, and none that reads Secrets.

## Why it matters

By default the chart lets the sidecars read ConfigMaps and Secrets of the whole cluster. Grafana is the one interface that people log in to, and whoever takes it over would read every credential.

## How it is judged

The variables `NAMESPACE` and `RESOURCE` of each sidecar, and all roles that are bound to the service account, are looked at.

## How to fix

Set `searchNamespace` and `resource` under `grafana.sidecar.dashboards` and `.datasources`, and `grafana.rbac.namespaced: true`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.sidecars-read-one-namespace"),
    title: "Grafana's sidecars read ConfigMaps of their namespace and nothing else",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/design.md#fr-016")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for grafana in grafanas(cx, out) {
        let (cluster, deployment) = (grafana.cluster, grafana.deployment);
        if grafana.sidecars.is_empty() {
            out.fail(missing(cluster, "sidecar of Grafana"));
        }
        for sidecar in &grafana.sidecars {
            out.examine("sidecars");
            for (name, demanded) in [("NAMESPACE", deployment.namespace()), ("RESOURCE", "configmap")] {
                let found = variable(sidecar, name).and_then(|(_, node)| node.dig_str(&["value"]));
                if found != Some(demanded) {
                    let found = found.unwrap_or("absent");
                    out.fail(
                        Finding::new(
                            format!("{name} of sidecar {} is {found}, not {demanded}", sidecar.name()),
                            deployment.location(&sidecar.pointer.key("env")),
                        )
                        .help("set searchNamespace and resource of the sidecars in the values"),
                    );
                }
            }
        }
        let account = grafana.spec.dig_str(&["serviceAccountName"]).unwrap_or("default");
        for kind in ["ClusterRoleBinding", "RoleBinding"] {
            for binding in cx.stack.of_kind(kind).filter(|binding| binding.cluster == cluster.id) {
                let bound = binding.node.dig_seq(&["subjects"]).any(|subject| {
                    subject.dig_str(&["name"]) == Some(account)
                        && subject.dig_str(&["namespace"]) == Some(deployment.namespace())
                });
                if bound {
                    out.examine("bindings");
                    judge_binding(cx, out, binding);
                }
            }
        }
    }
}

fn judge_binding(cx: &Facts<'_>, out: &mut Outcome, binding: &Object) {
    if binding.kind() == "ClusterRoleBinding" {
        out.fail(
            Finding::new(
                format!("{} gives Grafana rights in every namespace", binding.id),
                binding.location(&pointer(&["subjects"])),
            )
            .help("set grafana.rbac.namespaced to true"),
        );
    }
    let role = |field: &str| binding.node.dig_str(&["roleRef", field]).unwrap_or_default();
    let namespace = if role("kind") == "Role" { binding.namespace() } else { "" };
    let Some(role) = cx.stack.find(&binding.cluster, role("kind"), namespace, role("name")) else { return };
    for (at, rule) in role.node.dig_seq(&["rules"]).enumerate() {
        let wide = |resource: &&Node| matches!(resource.as_str(), Some("secrets" | "*"));
        if rule.dig_seq(&["resources"]).any(|resource| wide(&resource)) {
            out.fail(
                Finding::new(
                    format!("{} lets Grafana read Secrets", role.id),
                    role.location(&pointer(&["rules"]).index(at).key("resources")),
                )
                .help("keep the patch of deploy/base/kube-prometheus-stack that leaves configmaps alone"),
            );
        }
    }
}
