use conform_model::{ClauseId, ContractId, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, contracts::Purpose, kube::judge_flows};

const DOCS: &str = "\
## What must hold

The network policies let Prometheus send alerts to Alertmanager, and OpenSearch its notices about indexes that cannot move on.

## Why it matters

An alert that never arrives is missed exactly when it matters, and the alert about it takes the same way.

## How it is judged

The policies of each cluster are evaluated for every connection that `contracts/network.yaml` lists for this purpose: the egress of the one and the ingress of the other.

## How to fix

Admit port 9093 from the pods on both sides.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.alert-paths-admitted"),
    title: "alerts may reach Alertmanager",
    level: Level::Must,
    traces: &[
        Trace::new("FR-012a", "docs/stack.md#network-policies"),
        Trace::new("FR-017", "docs/stack.md#network-policies"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_flows(cx, out, Purpose::Alerts);
}
