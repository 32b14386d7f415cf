use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{MONITORS, Selector, prometheuses, spec_finding},
};

const DOCS: &str = "\
## What must hold

The selectors of every Prometheus for monitors, probes, scrape configurations and rules, and those for their namespaces, are there and empty.

## Why it matters

The chart selects by the label of its own release unless told otherwise, and an absent selector selects nothing. A monitor that nobody selects makes no target, and no target is ever down.

## How it is judged

Each of the ten selectors must be an empty selector; an absent one fails.

## How to fix

Set `prometheus.prometheusSpec.*SelectorNilUsesHelmValues` to false, and leave the selectors themselves out of the values.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.selectors-take-everything"),
    title: "every Prometheus takes monitors and rules from everywhere",
    level: Level::Must,
    traces: &[
        Trace::new("FR-010", "docs/stack.md#values-for-kube-prometheus-stack"),
        Trace::new("FR-012", "docs/stack.md#values-for-kube-prometheus-stack"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for prometheus in prometheuses(cx, out) {
        for (kind, stem) in MONITORS {
            for field in [format!("{stem}Selector"), format!("{stem}NamespaceSelector")] {
                out.examine("selectors");
                let message = match prometheus.node.dig(&["spec", &field]).filter(|node| !node.is_null()) {
                    None if field.ends_with("NamespaceSelector") => {
                        format!("{field} is absent, which takes each {kind} of one namespace only")
                    }
                    None => format!("{field} is absent, which takes no {kind} at all"),
                    Some(selector) if !Selector::labels(selector).is_empty() => {
                        format!("{field} leaves out every {kind} that somebody forgot to label")
                    }
                    Some(_) => continue,
                };
                let help = format!("set prometheus.prometheusSpec.{stem}SelectorNilUsesHelmValues to false");
                out.fail(spec_finding(cx, prometheus, &[&field], message).help(help));
            }
        }
    }
}
