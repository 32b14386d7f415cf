use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, bodies, judge_nodes},
};

const DOCS: &str = "\
## What must hold

No node has S3 keys among its settings or in its environment, and the repository is registered without any.

## Why it matters

As settings they are refused and the node does not start; in the repository they are refused, too, and where they are not, everyone who may read the cluster state can read them.

## How it is judged

Names of settings, of variables and of the repository are read; values are not.

## How to fix

Put the keys into the Secret that the keystore is made from, and nowhere else.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.s3-keys-nowhere-else"),
    title: "S3 keys are in no setting, no variable and no repository",
    level: Level::Must,
    traces: &[
        Trace::new("FR-007a", "docs/stack.md#secrets"),
        Trace::new("FR-008", "docs/stack.md#opensearch-and-s3"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Variables from which the S3 client would take keys.
const VARIABLES: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

const HELP: &str = "leave it to the Secret that the keystore is made from";

fn is_key(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    ["access_key", "secret_key", "session_token"].contains(&last)
}

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_nodes(cx, out, |node| {
        let settings = node.settings().filter(|(name, _)| is_key(name)).map(|(name, _)| {
            let message = format!("{} is told {name} in its settings", node.cluster.id);
            node.finding(cx, name, message).help(HELP)
        });
        let variables = VARIABLES.into_iter().filter(|name| node.env(name).is_some()).map(|name| {
            let message = format!("{} has {name} in its environment", node.cluster.id);
            Finding::new(message, node.env_place(name)).help(HELP)
        });
        settings.chain(variables).collect()
    });
    for body in bodies(cx, out, Target::Repository) {
        let settings = body.node.get("settings").and_then(Node::as_map);
        for entry in settings.into_iter().flatten().filter(|entry| is_key(&entry.key)) {
            out.fail(body.finding(&format!("the repository is sent {}", entry.key)).help(HELP));
        }
    }
}
