use conform_model::{ClauseId, ContractId, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, contracts::Purpose, kube::judge_flows};

const DOCS: &str = "\
## What must hold

The network policies let the Store Gateway and the pods of Longhorn, those that it makes at run time included, reach the S3 endpoint.

## Why it matters

Backups fail in the night, and old metrics are missing in every graph.

## How it is judged

The policies of each cluster are evaluated for every connection that `contracts/network.yaml` lists for this purpose: the egress of the one and the ingress of the other.

## How to fix

Admit the endpoint of `contracts/topology.yaml` in the policies `site-s3` and `thanos-store`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.backup-paths-admitted"),
    title: "what keeps data in S3 may reach it",
    level: Level::Must,
    traces: &[
        Trace::new("FR-007", "docs/stack.md#network-policies"),
        Trace::new("FR-017", "docs/stack.md#network-policies"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_flows(cx, out, Purpose::ObjectStorage);
}
