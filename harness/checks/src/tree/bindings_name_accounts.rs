use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

No binding names `cluster-admin`, `admin` or `edit`, and every subject is a ServiceAccount of a namespace of the stack, never a group or a user.

## Why it matters

`cluster-admin` for a component makes every other line of RBAC pointless. A group such as `system:authenticated` is everybody, those who come later included.

## How it is judged

Role references and subjects of every binding are read.

## How to fix

Bind a role with the rights that are needed, to the account of the component.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.bindings-name-accounts"),
    title: "rights go to service accounts of the stack, not to administrators or groups",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#least-privilege")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Roles that Kubernetes ships and that grant nearly everything.
const BROAD: [&str; 3] = ["cluster-admin", "admin", "edit"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for binding in
        cx.stack.objects().filter(|object| matches!(object.kind(), "RoleBinding" | "ClusterRoleBinding"))
    {
        out.examine("bindings");
        let root = JsonPointer::root();
        let role = binding.node.dig_str(&["roleRef", "name"]).unwrap_or_default();
        if BROAD.contains(&role) {
            out.fail(
                Finding::new(
                    format!("{} grants `{role}`", binding.id),
                    binding.location(&root.key("roleRef").key("name")),
                )
                .help("bind a role with the rights that the component needs"),
            );
        }
        for (at, subject) in binding.node.dig_seq(&["subjects"]).enumerate() {
            let kind = subject.dig_str(&["kind"]).unwrap_or_default();
            let namespace = subject.dig_str(&["namespace"]).unwrap_or_default();
            let own = cx.contracts.topology.namespaces.iter().any(|own| own.value == namespace);
            if kind == "ServiceAccount" && own {
                continue;
            }
            let name = subject.dig_str(&["name"]).unwrap_or_default();
            out.fail(
                Finding::new(
                    format!("{} grants to {kind} `{name}`, which is no account of the stack", binding.id),
                    binding.location(&root.key("subjects").index(at)),
                )
                .help("grant to the ServiceAccount of the component"),
            );
        }
    }
}
