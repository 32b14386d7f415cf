use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace, kube::opensearch::judge_nodes, sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The environment of every node has `AWS_EC2_METADATA_DISABLED: \"true\"`.

## Why it matters

The S3 client otherwise asks a metadata service at a fixed address for region and keys, and waits for its time limit before everything it does.

## How it is judged

The environment of the OpenSearch container of every cluster is read.

## How to fix

Keep the entry in `extraEnvs` in the values of the chart.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.no-cloud-metadata"),
    title: "no node asks a cloud who it is",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#opensearch-and-s3")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const VARIABLE: &str = "AWS_EC2_METADATA_DISABLED";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_nodes(cx, out, |node| {
        let value = node.env(VARIABLE).and_then(|(_, own)| own.dig_str(&["value"]));
        if value.is_some_and(|value| value.eq_ignore_ascii_case("true")) {
            return Vec::new();
        }
        let shown = value.unwrap_or("absent");
        let message = format!("{VARIABLE} of {} is {shown}, not true", node.cluster.id);
        let finding = Finding::new(message, node.env_place(VARIABLE));
        let finding = finding.help("set it among extraEnvs in the values of the base");
        vec![with_values_key(finding, cx, node.object, &["extraEnvs"])]
    });
}
