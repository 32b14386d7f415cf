use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::promql::{Query, every_query},
};

const DOCS: &str = "\
## What must hold

Where two sets of series are compared, computed with one another, or intersected, their labels can be equal, or those that `on` names are on both sides.

## Why it matters

Otherwise the result is empty whatever happens: the alert never fires.

## How it is judged

The labels of each side follow from its aggregations. Sides whose labels are unknown are taken to match.

## How to fix

Aggregate both sides by the same labels, or name the common ones with `on` or `ignoring`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.operands-can-match"),
    title: "both sides of an operator can have the same labels",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/stack.md#alerts"), Trace::new("FR-011", "docs/stack.md#alerts")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for found in every_query(cx, out) {
        out.examine("expressions");
        for wrong in found.query().map(Query::mismatches).unwrap_or_default() {
            out.fail(
                Finding::new(format!("{}: {wrong}", found.by), found.place.clone())
                    .help("aggregate both sides by the same labels, or match on what they share"),
            );
        }
    }
}
