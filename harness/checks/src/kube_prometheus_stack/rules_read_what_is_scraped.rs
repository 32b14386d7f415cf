use conform_model::{ClauseId, ClusterId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace, contracts::Presence, kube::promql::rule_queries, required::On,
};

const DOCS: &str = "\
## What must hold

A rule asks for a metric of a central component on the central cluster alone, and its matcher on `job`, if it has one, admits a job that brings the metric.

## Why it matters

A rule on Thanos Query is silent on an edge, where there is none; a metric of one job is never found under another.

## How it is judged

`jobs` and `on` of `contracts/metrics.yaml` are compared with the rule's cluster and matcher.

## How to fix

Move the rule to `deploy/base/alerts-central`, or correct the job.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.rules-read-what-is-scraped"),
    title: "rules of a cluster ask for what that cluster scrapes",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/stack.md#alerts"), Trace::new("FR-014", "docs/design.md#fr-014")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let edges: Vec<&ClusterId> = On::Edges.clusters(cx).map(|edge| &edge.id).collect();
    for rule in rule_queries(cx, out) {
        for selection in rule.read().into_iter().flat_map(|query| &query.selections) {
            out.examine("selectors");
            let Some(metric) = cx.contracts.metrics.of(&selection.metric) else { continue };
            let source = cx.contracts.metrics.source(metric);
            let admits = |job: &str| {
                job == "*"
                    || selection.matchers.iter().filter(|own| own.label == "job").all(|own| own.admits(job))
            };
            let wrong = if source.on == Presence::Central && edges.contains(&&rule.object.cluster) {
                format!("which {} writes on the central cluster alone", source.name.value)
            } else if !source.jobs.iter().any(|job| admits(&job.value)) {
                format!("which none of the jobs that it admits brings: {} writes it", source.name.value)
            } else {
                continue;
            };
            out.fail(
                Finding::new(
                    format!("{} asks for `{}`, {wrong}", rule.words(), selection.metric),
                    rule.location(&["expr"]),
                )
                .related("who writes it", source.name.location.clone())
                .help("move the rule to where the job is, or correct the matcher"),
            );
        }
    }
}
