use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::kube::ingress_nginx::controllers;
use crate::required::missing;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};
use conform_manifest::yaml::Node;

const DOCS: &str = "\
## What must hold

Verbs that change something are granted to the controller only on the resources of the fact `may-change`.

## Why it matters

The controller reads Secrets of every namespace and faces the LAN. With more rights, whoever gets into it owns the cluster.

## How it is judged

The rules of every Role and ClusterRole that a binding gives to the account of the controller are read.

## How to fix

Leave `rbac.create` to the chart and bind no other role.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::NginxIngressDeployment,
        "nginx-ingress-deployment.controller-changes-no-objects",
    ),
    title: "the controller may change nothing but status, leases and events",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#values-for-ingress")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let allowed = cx.contracts.fact(ContractId::NginxIngressDeployment, "may-change");
    for (cluster, controller) in controllers(cx, out) {
        let account = controller.pod.dig_str(&["serviceAccountName"]).unwrap_or("default");
        let own = |subject: &Node| {
            subject.dig_str(&["name"]) == Some(account)
                && subject.dig_str(&["namespace"]) == Some(controller.object.namespace())
        };
        let bindings = cx.stack.objects().filter(|object| {
            object.cluster == cluster.id
                && matches!(object.kind(), "RoleBinding" | "ClusterRoleBinding")
                && object.node.dig_seq(&["subjects"]).any(own)
        });
        let mut roles = 0;
        for binding in bindings {
            let kind = binding.node.dig_str(&["roleRef", "kind"]).unwrap_or_default();
            let name = binding.node.dig_str(&["roleRef", "name"]).unwrap_or_default();
            let namespace = if kind == "Role" { binding.namespace() } else { "" };
            let Some(role) = cx.stack.find(&cluster.id, kind, namespace, name) else { continue };
            roles += 1;
            for (at, rule) in role.node.dig_seq(&["rules"]).enumerate() {
                out.examine("rules");
                let changes = rule
                    .dig_seq(&["verbs"])
                    .any(|verb| !matches!(verb.as_str(), Some("get" | "list" | "watch")));
                for resource in rule.dig_seq(&["resources"]).filter_map(Node::as_str) {
                    if changes && allowed.value.split_whitespace().all(|own| own != resource) {
                        out.fail(
                            Finding::new(
                                format!(
                                    "{} lets the controller of {} change {resource}",
                                    role.id, cluster.id
                                ),
                                role.location(&JsonPointer::root().key("rules").index(at)),
                            )
                            .related("what it may change", allowed.location.clone())
                            .help("grant get, list and watch alone"),
                        );
                    }
                }
            }
        }
        if roles == 0 {
            out.fail(missing(cluster, "role for the ingress controller"));
        }
    }
}
