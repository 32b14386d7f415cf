use conform_model::{ClauseId, ContractId, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, contracts::Purpose, kube::judge_flows};

const DOCS: &str = "\
## What must hold

The network policies let Grafana reach Prometheus, Alertmanager, OpenSearch and, on the central cluster, Thanos Query Frontend.

## Why it matters

A dashboard whose datasource is cut off shows a timeout, which looks like a slow database.

## How it is judged

The policies of each cluster are evaluated for every connection that `contracts/network.yaml` lists for this purpose: the egress of the one and the ingress of the other.

## How to fix

Admit the port in the egress rules of `grafana` and in the ingress rules of what it asks.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.datasources-admitted"),
    title: "Grafana may reach what its datasources name",
    level: Level::Must,
    traces: &[
        Trace::new("FR-011", "docs/stack.md#network-policies"),
        Trace::new("FR-017", "docs/stack.md#network-policies"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_flows(cx, out, Purpose::Datasources);
}
