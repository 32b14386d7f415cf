use std::collections::BTreeSet;

use conform_model::{ClauseId, ContractId, Finding, Level, Location};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        jobs::all_jobs,
        promql::{Condition, panel_queries, rule_queries},
    },
};

const DOCS: &str = "\
## What must hold

Every value of a matcher on `job` is a job that a monitor makes on some cluster; a pattern fits at least one.

## Why it matters

A job was renamed, and the alert selects nothing from then on.

## How it is judged

Matchers that list values are compared value by value, exclusions included; other patterns are tried on all jobs.

## How to fix

Use the job's name as Prometheus shows it under targets.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.matchers-name-scraped-jobs"),
    title: "rules and panels name jobs that are scraped",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/stack.md#alerts"), Trace::new("FR-011", "docs/stack.md#alerts")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let all = all_jobs(cx);
    let mut judged: Vec<(String, Location, Vec<String>)> = Vec::new();
    for rule in rule_queries(cx, out) {
        for own in rule.read().into_iter().flat_map(|query| &query.selections).flat_map(|own| &own.matchers) {
            judged.push((rule.words(), rule.location(&["expr"]), strange(own, &all)));
        }
    }
    for panel in panel_queries(cx, out) {
        for own in panel.read().into_iter().flat_map(|query| &query.selections).flat_map(|own| &own.matchers)
        {
            judged.push((panel.asked.by.clone(), panel.place.clone(), strange(own, &all)));
        }
    }
    for (by, place, strange) in judged {
        out.examine("matchers");
        for job in strange {
            out.fail(
                Finding::new(format!("{by} names job `{job}`, which nothing scrapes"), place.clone())
                    .help("use the name of a job, or add its monitor"),
            );
        }
    }
}

/// The jobs that a matcher names and that are none.
fn strange(own: &Condition, jobs: &BTreeSet<String>) -> Vec<String> {
    if own.label != "job" || own.value.starts_with('$') {
        return Vec::new();
    }
    match own.listed() {
        Some(listed) => {
            listed.into_iter().filter(|job| !jobs.contains(*job)).map(ToOwned::to_owned).collect()
        }
        None if jobs.iter().any(|job| own.admits(job) != own.negated) => Vec::new(),
        None => vec![own.value.clone()],
    }
}
