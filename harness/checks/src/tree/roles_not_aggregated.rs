use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

No ClusterRole has an `aggregationRule` or a label that adds it to `view`, `edit` or `admin`.

## Why it matters

An aggregated role holds whatever anybody labels later, and a label on one of ours hands its rights to everybody who has `view`.

## How it is judged

ClusterRoles are searched for the rule and the labels.

## How to fix

Write the rules out and remove the labels.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.roles-not-aggregated"),
    title: "no role grows by labels",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#least-privilege")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const LABEL: &str = "rbac.authorization.k8s.io/aggregate-to-";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for role in cx.stack.of_kind("ClusterRole") {
        out.examine("roles");
        let root = JsonPointer::root();
        if role.node.get("aggregationRule").is_some_and(|rule| !rule.is_null()) {
            out.fail(
                Finding::new(
                    format!("{} holds whatever others label", role.id),
                    role.location(&root.key("aggregationRule")),
                )
                .help("write the rules out"),
            );
        }
        let labels = root.key("metadata").key("labels");
        for entry in role.node.dig(&["metadata", "labels"]).and_then(Node::as_map).into_iter().flatten() {
            if let Some(to) = entry.key.strip_prefix(LABEL) {
                out.fail(
                    Finding::new(
                        format!("{} adds its rights to everybody who has `{to}`", role.id),
                        role.location(&labels.key(&entry.key)),
                    )
                    .help("remove the label"),
                );
            }
        }
    }
}
