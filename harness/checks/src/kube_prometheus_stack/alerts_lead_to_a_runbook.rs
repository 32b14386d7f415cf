use conform_manifest::Object;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::alert_rules,
    required::{On, each_has},
};

const DOCS: &str = "\
## What must hold

Every alert has the label `severity`, the annotations `summary` and `description`, and a `runbook_url` that ends in `#` and the alert's name in lower case.

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
        for route in [["labels", "severity"], ["annotations", "summary"], ["annotations", "description"]] {
            if rule.node.dig_str(&route).is_none_or(str::is_empty) {
                out.fail(
                    Finding::new(format!("alert {} has no {}", rule.name(), route[1]), rule.location(&route))
                        .help(format!("add it under {}", route[0])),
                );
            }
        }
        let anchor = format!("#{}", rule.name().to_lowercase());
        let url = rule.node.dig_str(&["annotations", "runbook_url"]).unwrap_or_default();
        if !url.ends_with(&anchor) {
            out.fail(
                Finding::new(
                    format!("alert {} leads to `{url}` instead of its runbook", rule.name()),
                    rule.location(&["annotations", "runbook_url"]),
                )
                .help(format!("let runbook_url end in {anchor}, and write that section")),
            );
        }
    }
}
