use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, bodies, judge_nodes},
};

const DOCS: &str = "\
## What must hold

No node is told anything under a name that the product has given up: `cluster.initial_master_nodes`, role `master`, `node.master`, `discovery.zen.*`, `opendistro*`; and no index template names its lifecycle policy.

## Why it matters

An old name is accepted today and refused by the next major version; beside the new one it is refused at once, and the node does not start.

## How it is judged

The names of all settings of every node, the roles, and the settings of the index template are compared with a table of former names.

## How to fix

Use the name that the finding gives.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.no-former-names"),
    title: "no setting has a name of former times",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#o-1"), Trace::new("FR-009a", "docs/stack.md#o-13")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Former names, or their beginnings if they end in a dot, and what to use instead.
const FORMER: &[(&str, &str)] = &[
    ("cluster.initial_master_nodes", "cluster.initial_cluster_manager_nodes"),
    ("node.master", "node.roles"),
    ("node.data", "node.roles"),
    ("node.ingest", "node.roles"),
    ("discovery.zen.", "discovery.seed_hosts, and no number for the quorum"),
    ("opendistro_security.", "plugins.security."),
    ("opendistro.", "plugins."),
];

/// Index settings that named the lifecycle policy before `ism_template` did.
const POLICY: [&str; 2] =
    ["plugins.index_state_management.policy_id", "opendistro.index_state_management.policy_id"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_nodes(cx, out, |node| {
        let mut found = Vec::new();
        for (key, setting) in node.settings() {
            let former = FORMER
                .iter()
                .find(|(name, _)| key == *name || (name.ends_with('.') && key.starts_with(name)));
            if let Some((_, instead)) = former {
                let message = format!("{key} of {} is a name of former times", node.cluster.id);
                found.push(node.finding(cx, key, message).help(format!("use {instead}")));
            }
            if key == "node.roles" && setting.list().contains(&"master") {
                let message = format!("{} has the role master, a name of former times", node.cluster.id);
                found.push(node.finding(cx, key, message).help("call the role cluster_manager"));
            }
        }
        found
    });
    for body in bodies(cx, out, Target::IndexTemplate) {
        for name in POLICY {
            if body.index_setting(name).is_some() {
                out.fail(
                    body.finding(&format!("the template sets {name}, a name of former times"))
                        .help("attach the policy by ism_template in the policy itself"),
                );
            }
        }
    }
}
