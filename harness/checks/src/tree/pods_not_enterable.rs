use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::rules_of};

const DOCS: &str = "\
## What must hold

No rule grants `pods/exec`, `pods/attach`, `pods/portforward`, `pods/ephemeralcontainers`, or the proxies of nodes and pods, nor the proxy of Services without naming them.

## Why it matters

Whoever can enter a pod has its Secrets and its account; `nodes/proxy` reaches every pod of the node past admission and audit.

## How it is judged

The rules of every role are read, those with `*` too. Roles that cannot do without are in `contracts/exceptions.yaml`, written as the role, with their reason.

## How to fix

Remove the subresource; name the Services under `resourceNames`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.pods-not-enterable"),
    title: "no role opens a way into pods or nodes",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#least-privilege")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Ways in, each a resource of the core group, and whether naming objects makes it narrow enough.
const WAYS: [(&str, bool); 7] = [
    ("pods/exec", false),
    ("pods/attach", false),
    ("pods/portforward", false),
    ("pods/ephemeralcontainers", false),
    ("pods/proxy", false),
    ("nodes/proxy", false),
    ("services/proxy", true),
];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for rule in rules_of(cx.stack) {
        out.examine("rules");
        let way = WAYS
            .iter()
            .find(|(resource, nameable)| rule.is_about("", resource) && !(*nameable && rule.is_named()));
        let Some((resource, _)) = way else { continue };
        if cx.contracts.excepted(CLAUSE.id, &rule.role.id.to_string()) {
            continue;
        }
        out.fail(
            Finding::new(
                format!("{} opens a way in by {resource}", rule.role.id),
                rule.role.location(&rule.place.key("resources")),
            )
            .help("remove the subresource, or name the Services under `resourceNames`"),
        );
    }
}
