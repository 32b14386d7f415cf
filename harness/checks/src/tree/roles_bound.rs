use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Every Role and ClusterRole that the tree renders is named by a binding of the same cluster.

## Why it matters

A role that nobody has is a right that is waiting, or the other half of a binding that is gone.

## How it is judged

Roles and bindings of each cluster are joined. Others are in `contracts/exceptions.yaml`, written as the role, with their reason.

## How to fix

Restore the binding, or remove the role.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.roles-bound"),
    title: "every role is granted to somebody",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#least-privilege")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for role in cx.stack.objects().filter(|object| matches!(object.kind(), "Role" | "ClusterRole")) {
        out.examine("roles");
        let bound = cx.stack.objects().any(|binding| {
            binding.cluster == role.cluster
                && matches!(binding.kind(), "RoleBinding" | "ClusterRoleBinding")
                && binding.node.dig_str(&["roleRef", "kind"]) == Some(role.kind())
                && binding.node.dig_str(&["roleRef", "name"]) == Some(role.name())
                && (role.kind() == "ClusterRole" || binding.namespace() == role.namespace())
                && binding.node.dig_seq(&["subjects"]).next().is_some()
        });
        if bound || cx.contracts.excepted(CLAUSE.id, &role.id.to_string()) {
            continue;
        }
        out.fail(
            Finding::missing(
                format!("nobody is granted {}", role.id),
                role.location(&JsonPointer::root().key("metadata").key("name")),
            )
            .help("restore its binding, or remove the role"),
        );
    }
}
