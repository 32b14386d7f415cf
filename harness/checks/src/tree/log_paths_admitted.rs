use conform_model::{ClauseId, ContractId, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, contracts::Purpose, kube::judge_flows};

const DOCS: &str = "\
## What must hold

The network policies let Fluent Bit write to the local OpenSearch node, the exporter and the bootstrap Job ask it, and nodes reach themselves.

## Why it matters

Logs pile up on the node until its buffer is full; what comes afterwards is lost.

## How it is judged

The policies of each cluster are evaluated for every connection that `contracts/network.yaml` lists for this purpose: the egress of the one and the ingress of the other.

## How to fix

Admit port 9200 (9300 between nodes) on both sides, in `deploy/base/policies/logging.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.log-paths-admitted"),
    title: "logs may reach OpenSearch",
    level: Level::Must,
    traces: &[
        Trace::new("FR-009", "docs/stack.md#network-policies"),
        Trace::new("FR-017", "docs/stack.md#network-policies"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_flows(cx, out, Purpose::Logs);
}
