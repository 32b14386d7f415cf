use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Every RoleBinding and ClusterRoleBinding names a role that the cluster renders or Kubernetes ships, and subjects whose ServiceAccounts exist in the namespace that they name.

## Why it matters

A binding to nothing grants nothing; the component fails much later with a refusal that names neither.

## How it is judged

Roles and ServiceAccounts are resolved within the cluster. Users and groups are left out, since the cluster does not hold them.

## How to fix

Correct the name or the namespace. An overlay-wide `namespace:` moves subjects as well.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.rbac-references-exist"),
    title: "every binding joins a role and subjects that exist",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#cross-object")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for binding in
        cx.stack.objects().filter(|object| matches!(object.kind(), "RoleBinding" | "ClusterRoleBinding"))
    {
        out.examine("bindings");
        let root = JsonPointer::root();
        let kind = binding.node.dig_str(&["roleRef", "kind"]).unwrap_or_default();
        let name = binding.node.dig_str(&["roleRef", "name"]).unwrap_or_default();
        let namespace = if kind == "Role" { binding.namespace() } else { "" };
        if !SHIPPED.contains(&name) && cx.stack.find(&binding.cluster, kind, namespace, name).is_none() {
            out.fail(
                Finding::new(
                    format!("{} grants {kind} `{name}`, which no stage renders", binding.id),
                    binding.location(&root.key("roleRef").key("name")),
                )
                .help("correct the name or render the role"),
            );
        }
        for (at, subject) in binding.node.dig_seq(&["subjects"]).enumerate() {
            if subject.dig_str(&["kind"]) != Some("ServiceAccount") {
                continue;
            }
            let name = subject.dig_str(&["name"]).unwrap_or_default();
            let namespace = subject.dig_str(&["namespace"]).unwrap_or_default();
            if cx.stack.find(&binding.cluster, "ServiceAccount", namespace, name).is_none() {
                out.fail(
                    Finding::new(
                        format!(
                            "{} grants to ServiceAccount {namespace}/{name}, which no stage renders",
                            binding.id
                        ),
                        binding.location(&root.key("subjects").index(at).key("name")),
                    )
                    .help("correct the subject's name and namespace"),
                );
            }
        }
    }
}

/// Cluster roles that every Kubernetes has and the stack may grant.
const SHIPPED: &[&str] = &["admin", "edit", "view", "system:auth-delegator", "system:node-proxier"];
