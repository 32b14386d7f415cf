use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, bodies, log_nodes},
};

const DOCS: &str = "\
## What must hold

The `client` that the repository names has an endpoint in the settings of every node.

## Why it matters

A client that nobody configured asks the cloud, without keys. The name is free, so nothing reports it.

## How it is judged

`client` of the repository, `default` if it names none, is looked for among the settings of every node.

## How to fix

Name the same client in `repository.json`, `opensearch.yml`, `components/site-logs` and in the keys of the Secret.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::OpensearchDeployment,
        "opensearch-deployment.repository-client-is-configured",
    ),
    title: "the repository uses a client that every node has",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#opensearch-and-s3")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let nodes = log_nodes(cx, out);
    let usual = cx.contracts.fact(ContractId::OpensearchDeployment, "s3-client");
    for body in bodies(cx, out, Target::Repository) {
        let client = body.text(&["settings", "client"]).unwrap_or_else(|| "default".to_owned());
        for node in &nodes {
            if node.setting(&format!("s3.client.{client}.endpoint")).is_none() {
                let message =
                    format!("the repository uses client {client}, which {} does not know", node.cluster.id);
                out.fail(
                    body.finding(&message)
                        .help("use the client that the nodes have")
                        .related("the contract names the client", usual.location.clone()),
                );
            }
        }
    }
}
