use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace, kube::opensearch::judge_nodes, sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The StatefulSet of every cluster has one replica.

## Why it matters

Two nodes of one cluster share host, disk and the only host port. A second one stays pending, and if it did not, two of the copies could be lost with one machine.

## How it is judged

`spec.replicas` of every StatefulSet is read; absent means one.

## How to fix

Set `replicas: 1` in the values of the chart.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.one-node-per-cluster"),
    title: "each cluster runs one OpenSearch node",
    level: Level::Must,
    traces: &[
        Trace::new("FR-008", "docs/stack.md#values-for-opensearch"),
        Trace::new("FR-014", "docs/stack.md#o-6"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_nodes(cx, out, |node| {
        let replicas = node.object.node.dig(&["spec", "replicas"]);
        let number = replicas.map_or(Some(1), Node::as_i64);
        if number == Some(1) {
            return Vec::new();
        }
        let shown = number.map_or_else(|| "no number".to_owned(), |number| number.to_string());
        let place = node.object.location(&JsonPointer::root().key("spec").key("replicas"));
        let message = format!("{} asks for {shown} OpenSearch nodes, not 1", node.cluster.id);
        let finding = Finding::new(message, place).help("set replicas to 1 in the values of the base");
        vec![with_values_key(finding, cx, node.object, &["replicas"])]
    });
}
