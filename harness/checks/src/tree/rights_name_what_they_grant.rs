use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::rules_of};

const DOCS: &str = "\
## What must hold

No rule of a role has `*` among its verbs, resources, API groups or paths.

## Why it matters

An asterisk also grants what the next version of Kubernetes adds, deletion and impersonation among it.

## How it is judged

The rules of every role are read. Roles that cannot do without are in `contracts/exceptions.yaml`, written as the role, with their reason.

## How to fix

List the verbs and resources that the component uses; its documentation or the API server's audit log says which.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.rights-name-what-they-grant"),
    title: "no role grants everything",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#least-privilege")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for rule in rules_of(cx.stack) {
        out.examine("rules");
        for key in ["verbs", "resources", "apiGroups", "nonResourceURLs"] {
            let all = rule.list(key).any(|own| own == "*" || own == "*/*");
            if !all || cx.contracts.excepted(CLAUSE.id, &rule.role.id.to_string()) {
                continue;
            }
            out.fail(
                Finding::new(
                    format!("{} grants all {key}", rule.role.id),
                    rule.role.location(&rule.place.key(key)),
                )
                .help("list what the component uses instead of `*`"),
            );
        }
    }
}
