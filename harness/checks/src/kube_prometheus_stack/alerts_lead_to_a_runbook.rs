use conform_manifest::Object;
use conform_model::{ClauseId, ContractId, Finding, Level, entity::AlertError};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{alert_rules, entities::alert_rule},
    required::{On, each_has},
};

const DOCS: &str = "\
## What must hold

Every alert has an expression, the label `severity`, the annotations `summary` and `description`, and a `runbook_url` that ends in `#` and the alert's name in lower case.

## Why it matters

Alerts ask for manual intervention. Whoever is woken needs the next step, not only the name.

## How it is judged

The labels and annotations of all alerts of all rules are read.

## How to fix

Complete the rule; write the section under that name in `docs/runbooks.md`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.alerts-lead-to-a-runbook"),
    title: "every alert says how bad it is, what happened and where to read on",
    level: Level::Must,
    traces: &[Trace::new("FR-012b", "docs/design.md#fr-012b")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let rules = alert_rules(cx.stack);
    let objects: Vec<&Object> = rules.iter().map(|rule| rule.object).collect();
    each_has(cx, out, On::Every, "alert", &objects);
    for rule in rules {
        out.examine("alerts");
        let alert = alert_rule(rule.node);
        for error in alert.check() {
            let help = match &error {
                AlertError::NoExpression(_) => {
                    "write the query that holds while something is wrong".to_owned()
                }
                AlertError::OtherRunbook(..) => {
                    format!("let runbook_url end in {}, and write that section", alert.runbook_anchor())
                }
                AlertError::NoSeverity(_) | AlertError::NoAnnotation(..) => {
                    format!("add it under {}", error.route()[0])
                }
            };
            out.fail(Finding::new(error.to_string(), rule.location(error.route())).help(help));
        }
    }
}
