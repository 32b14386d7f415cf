use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::promql::rule_queries};

const DOCS: &str = "\
## What must hold

The expression of every alert and every recording rule is PromQL.

## Why it matters

Prometheus refuses a file with one bad expression as a whole, and the operator then leaves the rules out.

## How it is judged

Every `expr` of every PrometheusRule is parsed, with the types of functions and operators.

## How to fix

Correct the expression under `deploy/base/alerts`; `promtool check rules` says the same.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.rules-parse"),
    title: "every rule has an expression that Prometheus can read",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/stack.md#alerts")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for rule in rule_queries(cx, out) {
        out.examine("rules");
        if let Err(why) = &*rule.query {
            out.fail(
                Finding::new(format!("{} cannot be read: {why}", rule.words()), rule.location(&["expr"]))
                    .help("correct the expression"),
            );
        }
    }
}
