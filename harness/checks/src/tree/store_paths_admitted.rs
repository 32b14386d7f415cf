use conform_model::{ClauseId, ContractId, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, contracts::Purpose, kube::judge_flows};

const DOCS: &str = "\
## What must hold

On the central cluster the network policies let Query reach the cluster's own sidecar and the Store Gateway, and the Query Frontend reach Query.

## Why it matters

A store that is cut off is a gap in every graph. The edges are judged by another clause.

## How it is judged

The policies of each cluster are evaluated for every connection that `contracts/network.yaml` lists for this purpose: the egress of the one and the ingress of the other.

## How to fix

Admit port 10901, or 10902 of Query, on both sides, in `deploy/components/policies-central`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.store-paths-admitted"),
    title: "Thanos Query may reach its stores",
    level: Level::Must,
    traces: &[
        Trace::new("FR-006", "docs/stack.md#network-policies"),
        Trace::new("FR-017", "docs/stack.md#network-policies"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_flows(cx, out, Purpose::Stores);
}
