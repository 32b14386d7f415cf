use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{ServiceUrl, datasources::datasources},
};

const DOCS: &str = "\
## What must hold

The address of every datasource names a Service of the same cluster, and a port that it has.

## Why it matters

A datasource is text until somebody opens a dashboard. Names of Services follow releases and overrides, and no name of another cluster resolves.

## How it is judged

The address is read as `scheme://service.namespace.svc…:port` and looked up in the render.

## How to fix

Correct `url` in `deploy/base/kube-prometheus-stack/datasources.yaml` or in the overlay.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.datasources-reach-services"),
    title: "every datasource leads to a Service of its cluster",
    level: Level::Must,
    traces: &[Trace::new("FR-011", "docs/stack.md#provisioning-of-grafana")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for datasource in datasources(cx, out) {
        out.examine("datasources");
        let url = datasource.text(&["url"]).unwrap_or_default();
        let reason = match ServiceUrl::parse(url) {
            None => "is no address with scheme and host".to_owned(),
            Some(parsed) => {
                match parsed.resolve(cx.stack, &datasource.map.cluster, datasource.map.namespace()) {
                    Ok(_) => continue,
                    Err(reason) => reason,
                }
            }
        };
        out.fail(
            Finding::new(
                format!("`{url}` of datasource `{}` {reason}", datasource.label()),
                datasource.place(),
            )
            .help("name a Service of this cluster and its port"),
        );
    }
}
