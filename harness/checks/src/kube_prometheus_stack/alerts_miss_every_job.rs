use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        jobs::jobs,
        promql::{Step, rule_queries},
    },
    required::{On, in_each},
};

const DOCS: &str = "\
## What must hold

For every job that the monitors of a cluster make there is an alert of that cluster with `absent(up{job=\"…\"})`.

## Why it matters

A target that is gone has no `up`, so `up == 0` is silent; with it all other alerts on its metrics are.

## How it is judged

Jobs follow from monitors and Services as the operator names them, with the fact `jobs-provided` for Services that nobody renders.

## How to fix

Add the job to the alert `ScrapeJobAbsent` of its contract.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.alerts-miss-every-job"),
    title: "every scrape job is missed when it is gone",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/stack.md#alerts"), Trace::new("FR-010", "docs/design.md#fr-010")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let rules = rule_queries(cx, out);
    in_each(cx, out, On::Every, "ServiceMonitor", |cluster, out| {
        let missed: Vec<&str> = rules
            .iter()
            .filter(|rule| rule.alerts() && rule.object.cluster == cluster.id)
            .filter_map(|rule| rule.read())
            .flat_map(|query| &query.selections)
            .filter(|selection| selection.metric == "up" && selection.path.contains(&Step::Call("absent")))
            .flat_map(|selection| &selection.matchers)
            .filter(|own| own.label == "job" && !own.negated && !own.pattern)
            .map(|own| own.value.as_str())
            .collect();
        let jobs = jobs(cx, &cluster.id);
        for (job, monitor) in &jobs {
            out.examine("jobs");
            if !missed.contains(&job.as_str()) {
                out.fail(
                    Finding::new(
                        format!("no alert of {} says that job {job} is gone", cluster.id),
                        monitor.location(&JsonPointer::root().key("metadata").key("name")),
                    )
                    .help("add absent(up{job=\"…\"}) for it to an alert"),
                );
            }
        }
        jobs.len()
    });
}
