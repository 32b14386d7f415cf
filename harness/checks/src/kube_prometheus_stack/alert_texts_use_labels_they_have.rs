use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::promql::alert_queries};

const DOCS: &str = "\
## What must hold

Every `$labels.…` in the annotations and labels of an alert is a label that the result of its expression can have.

## Why it matters

An aggregation dropped the label, and the text reads \"The sidecar on  does not reach Prometheus\": nobody knows which one.

## How it is judged

The labels of a result follow from the expression: aggregations, matching, and what `absent` takes from its selector. A label that a text only asks for, by `with` or `if`, may be absent.

## How to fix

Keep the label in the aggregation, or use `$externalLabels.cluster` where the expression has no series.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.alert-texts-use-labels-they-have",
    ),
    title: "the text of an alert names labels that the alert has",
    level: Level::Must,
    traces: &[Trace::new("FR-012b", "docs/stack.md#alerts")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for rule in alert_queries(cx, out) {
        let Some(query) = rule.read() else { continue };
        let labels = query.labels();
        for part in ["annotations", "labels"] {
            for entry in rule.node.get(part).and_then(Node::as_map).into_iter().flatten() {
                out.examine("texts");
                let mut named = entry.value.as_str().map(named).unwrap_or_default();
                named.dedup();
                for label in named.into_iter().filter(|label| !labels.may_have(label)) {
                    out.fail(
                        Finding::new(
                            format!(
                                "{} of alert {} names the label `{label}`, which its expression drops",
                                entry.key,
                                rule.name()
                            ),
                            rule.location(&[part, &entry.key]),
                        )
                        .related("the expression", rule.location(&["expr"]))
                        .help("keep the label in the aggregation, or leave it out of the text"),
                    );
                }
            }
        }
    }
}

/// The labels that a template writes out, in order; one that it only asks for, by `with` or `if`, may
/// be absent.
fn named(template: &str) -> Vec<&str> {
    let ends = |c: char| !c.is_ascii_alphanumeric() && c != '_';
    let mut found: Vec<&str> = Vec::new();
    let mut parts = template.split("$labels.");
    let mut before = parts.next().unwrap_or_default();
    for part in parts {
        let asked = ["with", "if"].iter().any(|word| before.trim_end().ends_with(word));
        if !asked {
            found.push(&part[..part.find(ends).unwrap_or(part.len())]);
        }
        before = part;
    }
    found.sort_unstable();
    found
}
