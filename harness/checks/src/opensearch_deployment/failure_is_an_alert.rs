use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::embedded,
    kube::opensearch::{Target, bodies},
};

const DOCS: &str = "\
## What must hold

The message of the lifecycle is a JSON list of alerts, each with the labels `alertname` and `severity` and the annotations `summary` and `runbook_url`.

## Why it matters

Alertmanager refuses what it cannot read, and OpenSearch does not look at the answer. Without a severity an alert takes no route, without a runbook nobody knows what to do.

## How it is judged

The template of the message is read as JSON; variables stand inside of strings.

## How to fix

Mend `message_template.source` in `ism-policy.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.failure-is-an-alert"),
    title: "what the lifecycle sends is an alert that Alertmanager takes",
    level: Level::Must,
    traces: &[
        Trace::new("FR-012a", "docs/design.md#fr-012a"),
        Trace::new("FR-012b", "docs/design.md#fr-012b"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const HELP: &str = "write a JSON list of alerts into message_template.source";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for body in bodies(cx, out, Target::LifecyclePolicy) {
        let source = body.node.dig(&["policy", "error_notification", "message_template", "source"]);
        let message = source.and_then(embedded);
        let alerts = message.as_deref().and_then(Node::as_seq).unwrap_or_default();
        if alerts.is_empty() {
            out.fail(body.finding("the message of a failure is no list of alerts").help(HELP));
        }
        for alert in alerts {
            for route in [
                ["labels", "alertname"],
                ["labels", "severity"],
                ["annotations", "summary"],
                ["annotations", "runbook_url"],
            ] {
                if alert.dig_str(&route).is_none_or(str::is_empty) {
                    let message = format!("the alert of a failure has no {}", route.join("."));
                    out.fail(body.finding(&message).help(HELP));
                }
            }
        }
    }
}
