use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::rules_of};

const DOCS: &str = "\
## What must hold

No rule grants `escalate`, `bind` or `impersonate`, nor writing roles, bindings or tokens of service accounts.

## Why it matters

With any of these a component can give itself everything else; its own list of rights then says nothing.

## How it is judged

The rules of every role are read, those with `*` too. Roles that cannot do without are in `contracts/exceptions.yaml`, written as the role, with their reason.

## How to fix

Remove the verb or the resource; roles and bindings belong into the tree.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.rights-not-extendable"),
    title: "no role lets its holder gain rights",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#least-privilege")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Verbs that hand out rights.
const VERBS: [&str; 3] = ["escalate", "bind", "impersonate"];
/// Verbs that change something.
const WRITES: [&str; 4] = ["create", "update", "patch", "delete"];
/// What rights are made of.
const RIGHTS: [(&str, &str); 5] = [
    ("rbac.authorization.k8s.io", "roles"),
    ("rbac.authorization.k8s.io", "clusterroles"),
    ("rbac.authorization.k8s.io", "rolebindings"),
    ("rbac.authorization.k8s.io", "clusterrolebindings"),
    ("", "serviceaccounts/token"),
];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for rule in rules_of(cx.stack) {
        out.examine("rules");
        let direct = rule.list("verbs").find(|verb| VERBS.contains(verb)).map(str::to_owned);
        let written = RIGHTS
            .iter()
            .find(|(group, resource)| rule.is_about(group, resource) && !rule.verbs(&WRITES).is_empty())
            .map(|(_, resource)| format!("write {resource}"));
        let Some(what) = direct.or(written) else { continue };
        if cx.contracts.excepted(CLAUSE.id, &rule.role.id.to_string()) {
            continue;
        }
        out.fail(
            Finding::new(
                format!("{} may {what}", rule.role.id),
                rule.role.location(&rule.place.key("verbs")),
            )
            .help("remove the verb or the resource; roles and bindings belong into the tree"),
        );
    }
}
