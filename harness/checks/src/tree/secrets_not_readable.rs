use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::rules_of};

const DOCS: &str = "\
## What must hold

No rule grants `get`, `list` or `watch` on Secrets that it does not name.

## Why it matters

Whoever may list Secrets has every credential of the stack, whatever else it may do. Pods get theirs by mounting them.

## How it is judged

The rules of every role are read, those with `*` too. Roles that cannot do without are in `contracts/exceptions.yaml`, written as the role, with their reason.

## How to fix

Mount the Secret; take `secrets` out of the rule, or name the one Secret under `resourceNames` and grant `get` alone.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.secrets-not-readable"),
    title: "no role may read Secrets",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#least-privilege")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for rule in rules_of(cx.stack) {
        out.examine("rules");
        let verbs = rule.verbs(&["get", "list", "watch"]);
        let named = rule.is_named() && verbs == ["get"];
        if !rule.is_about("", "secrets") || verbs.is_empty() || named {
            continue;
        }
        if cx.contracts.excepted(CLAUSE.id, &rule.role.id.to_string()) {
            continue;
        }
        out.fail(
            Finding::new(
                format!("{} may {} Secrets", rule.role.id, verbs.join(", ")),
                rule.role.location(&rule.place.key("resources")),
            )
            .help("take `secrets` out of the rule; pods mount what they need"),
        );
    }
}
