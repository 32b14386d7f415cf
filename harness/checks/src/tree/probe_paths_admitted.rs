use conform_model::{ClauseId, ContractId, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, contracts::Purpose, kube::judge_flows};

const DOCS: &str = "\
## What must hold

The network policies let pods of namespaces labelled `conform/probe` and the API server's proxy, which asks from the node, reach the components that live suites look at, and let Prometheus, Alertmanager and the ingress controller reach such pods.

## Why it matters

A probe that is cut off reports nothing about the stack, only about the policies.

## How it is judged

The policies of each cluster are evaluated for every connection that `contracts/network.yaml` lists for this purpose: the egress of the one and the ingress of the other.

## How to fix

Restore the entries for `conform/probe` and the policies `node-proxy`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.probe-paths-admitted"),
    title: "live suites may reach what they probe",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#network-policies")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_flows(cx, out, Purpose::Probes);
}
