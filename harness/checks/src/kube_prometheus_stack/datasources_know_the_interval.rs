use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{datasources::datasources, seconds},
    required::{On, each_has},
};

const DOCS: &str = "\
## What must hold

Every Prometheus and Thanos datasource has the scrape interval of the contract as its time interval.

## Why it matters

Grafana computes the window of `rate` from it. Told nothing it assumes 15 s: the window holds one sample, and the panel is empty when somebody zooms in.

## How it is judged

`jsonData.timeInterval` of each datasource of type `prometheus` is compared with the contract as a duration.

## How to fix

Set `jsonData.timeInterval` of the datasource.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.datasources-know-the-interval"),
    title: "Grafana knows how far apart samples are",
    level: Level::Must,
    traces: &[Trace::new("FR-011", "docs/stack.md#grafana"), Trace::new("FR-004", "docs/stack.md#grafana")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::KubePrometheusStack, "scrape-interval");
    let mut found = datasources(cx, out);
    found.retain(|datasource| datasource.text(&["type"]) == Some("prometheus"));
    let maps: Vec<_> = found.iter().map(|datasource| datasource.map).collect();
    each_has(cx, out, On::Every, "datasource of type prometheus", &maps);
    for datasource in &found {
        out.examine("datasources");
        let own = datasource.text(&["jsonData", "timeInterval"]);
        if own.and_then(seconds) != seconds(&demanded.value) {
            out.fail(
                Finding::new(
                    format!(
                        "timeInterval of datasource `{}` is {}, not {}",
                        datasource.label(),
                        own.unwrap_or("absent"),
                        demanded.value
                    ),
                    datasource.place(),
                )
                .related("the contract demands", demanded.location.clone())
                .help("set jsonData.timeInterval to the scrape interval"),
            );
        }
    }
}
