use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{LogNode, judge_nodes},
};

const DOCS: &str = "\
## What must hold

Every node mounts over the CA list of its Java runtime a file that an init container writes: from a Secret with a certificate, with `keytool -importcert`.

## Why it matters

Java does not look at the list of the operating system. Without the CA every request to S3 fails, and OpenSearch has no switch to look away.

## How it is judged

The mount over `cacerts` of every node is followed to its volume, from there to the init container that writes it, its command and the Secret it mounts, which must have the key `ca.crt`.

## How to fix

Keep the init container `truststore` in the values of the chart and the CA in the Secret `s3-ca`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.truststore-holds-the-s3-ca"),
    title: "every node trusts the CA of S3",
    level: Level::Must,
    traces: &[Trace::new("FR-007", "docs/stack.md#secrets")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let path = cx.contracts.fact(ContractId::OpensearchDeployment, "truststore");
    judge_nodes(cx, out, |node| {
        let fault = fault(cx, node, &path.value);
        fault.into_iter().map(|fault| {
            let place = node.object.location(&node.container.pointer.key("volumeMounts"));
            Finding::new(format!("{}: {fault}", node.cluster.id), place)
                .related("the list that Java reads", path.location.clone())
                .help("keep the init container truststore, its volume and Secret s3-ca in the values of the base")
        }).collect()
    });
}

fn fault(cx: &Facts<'_>, node: &LogNode<'_>, path: &str) -> Option<String> {
    let Some((volume, file)) = node.file_source(path) else {
        return Some(format!("nothing is mounted over {path}"));
    };
    let name = volume.dig_str(&["name"]).unwrap_or_default();
    let containers = node.pod.containers();
    let writer = containers.iter().filter(|container| container.init).find(|container| {
        let mut mounts = container.node.dig_seq(&["volumeMounts"]);
        mounts.any(|mount| mount.dig_str(&["name"]) == Some(name))
    });
    let Some(writer) = writer else {
        return Some(format!("no init container writes {file}, which is mounted over {path}"));
    };
    let words = ["command", "args"].into_iter().flat_map(|key| writer.node.dig_seq(&[key]));
    let imports =
        words.filter_map(Node::as_str).flat_map(str::split_whitespace).any(|word| word == "-importcert");
    if !imports {
        return Some(format!("init container {} imports no certificate", writer.name()));
    }
    let has_ca = writer
        .node
        .dig_seq(&["volumeMounts"])
        .filter_map(|mount| node.volume(mount.dig_str(&["name"])?)?.dig_str(&["secret", "secretName"]))
        .filter_map(|name| cx.stack.find(&node.cluster.id, "Secret", node.object.namespace(), name))
        .any(|secret| secret.node.dig(&["data", "ca.crt"]).is_some());
    (!has_ca).then(|| format!("init container {} mounts no Secret with a ca.crt", writer.name()))
}
