use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{component::all_central, jobs::jobs},
};

const DOCS: &str = "\
## What must hold

Query, Query Frontend and Store Gateway are each scraped by a monitor under a job of their own name.

## Why it matters

Rules and dashboards go by the job. Without `jobLabel` the job is called after the Service, with another monitor it does not exist.

## How it is judged

The jobs of the central cluster follow from its monitors and Services.

## How to fix

Keep the ServiceMonitors of `deploy/base/thanos` with `jobLabel: app.kubernetes.io/name`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.components-are-scraped"),
    title: "Prometheus scrapes Thanos under the names that rules know",
    level: Level::Must,
    traces: &[Trace::new("FR-010", "docs/design.md#fr-010")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for component in all_central(cx, out) {
        out.examine("components");
        let object = component.object;
        if !jobs(cx, &object.cluster).contains_key(object.name()) {
            out.fail(
                Finding::new(
                    format!("{} is scraped under no job of its name", object.id),
                    object.location(&JsonPointer::root().key("metadata").key("name")),
                )
                .help("add a ServiceMonitor for its Service with jobLabel app.kubernetes.io/name"),
            );
        }
    }
}
