use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Container, LogNode, judge_nodes},
};

const DOCS: &str = "\
## What must hold

On every cluster a Secret with the keys `s3.client.<name>.access_key` and `s3.client.<name>.secret_key` is mounted where the keystore is made, and the node mounts that keystore.

## Why it matters

The names of the keys are names of settings. Called otherwise they are loaded without an error and never used, and the client is anonymous.

## How it is judged

The volume behind the keystore file of every node is followed to the init container that writes it, and the Secrets this one mounts to the keys that the secrets stage renders. Values are not looked at.

## How to fix

Keep the names in `opensearch-s3.env` as the example has them, and the Secret under `keystore` in the values of the chart.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.s3-keys-in-the-keystore"),
    title: "every node takes its S3 keys from the keystore",
    level: Level::Must,
    traces: &[
        Trace::new("FR-007a", "docs/stack.md#secrets"),
        Trace::new("FR-008", "docs/stack.md#opensearch-and-s3"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Where the image looks for the keystore.
const KEYSTORE: &str = "/usr/share/opensearch/config/opensearch.keystore";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let client = cx.contracts.fact(ContractId::OpensearchDeployment, "s3-client");
    judge_nodes(cx, out, |node| {
        let Some((volume, _)) = node.file_source(KEYSTORE) else {
            let place = node.object.location(&node.container.pointer.key("volumeMounts"));
            let message = format!("the node of {} mounts no keystore", node.cluster.id);
            return vec![
                Finding::new(message, place).help("list the Secret under keystore in the values of the base"),
            ];
        };
        let keys = loaded(cx, node, volume.dig_str(&["name"]).unwrap_or_default());
        ["access_key", "secret_key"]
            .into_iter()
            .map(|key| format!("s3.client.{}.{key}", client.value))
            .filter(|wanted| !keys.contains(&wanted.as_str()))
            .map(|wanted| {
                let place =
                    node.object.location(&JsonPointer::root().key("spec").key("template").key("spec"));
                let message =
                    format!("no Secret that the keystore of {} is made from has {wanted}", node.cluster.id);
                Finding::new(message, place)
                    .related("the client is called so", client.location.clone())
                    .help("name the key so in opensearch-s3.env, and list the Secret under keystore")
            })
            .collect()
    });
}

/// The keys of the Secrets that are mounted where the keystore of this volume is written.
fn loaded<'a>(cx: &Facts<'a>, node: &LogNode<'a>, keystore: &str) -> Vec<&'a str> {
    let mounted = |container: &Container<'a>| -> Vec<&'a str> {
        let mounts = container.node.dig_seq(&["volumeMounts"]);
        mounts.filter_map(|mount| mount.dig_str(&["name"])).collect()
    };
    node.pod
        .containers()
        .iter()
        .filter(|container| container.init)
        .map(mounted)
        .filter(|mounts| mounts.contains(&keystore))
        .flatten()
        .filter_map(|name| node.volume(name)?.dig_str(&["secret", "secretName"]))
        .filter_map(|name| cx.stack.find(&node.cluster.id, "Secret", node.object.namespace(), name))
        .flat_map(|secret| ["data", "stringData"].map(|key| secret.node.get(key)))
        .flatten()
        .filter_map(Node::as_map)
        .flatten()
        .map(|entry| &*entry.key)
        .collect()
}
