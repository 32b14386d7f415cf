use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::network::{Side, judge_default_deny},
};

const DOCS: &str = "\
## What must hold

Each namespace of the stack has a NetworkPolicy that selects all pods, lists `Egress` under `policyTypes` and has no egress rule.

## Why it matters

A pod that no egress policy selects may send what it read to any address. `policyTypes` without `Egress` is the usual way to get there.

## How it is judged

The policies of each cluster are searched for one of this form in each namespace of the topology.

## How to fix

Restore `default-deny` in the file of the namespace under `deploy/base/policies`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.egress-denied-by-default"),
    title: "every namespace denies egress unless a policy allows it",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#network-policies")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_default_deny(cx, out, Side::Egress);
}
