use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        Selector,
        component::{FRONTEND, central},
        thanos::QUERY,
    },
};

const DOCS: &str = "\
## What must hold

`--query-frontend.downstream-url` is the HTTP port of the Service whose pods are Query.

## Why it matters

A frontend that asks itself, or a name that resolves nowhere, answers every dashboard with an error while its own probes are green.

## How it is judged

The URL is taken apart; the Service it names must exist, select Query's pods and have the port.

## How to fix

Name the Service `thanos-query` with its port `http`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.frontend-asks-query"),
    title: "Query Frontend stands in front of Query",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#values-for-thanos")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let queries = central(cx, out, QUERY);
    for frontend in central(cx, out, FRONTEND) {
        out.examine("frontends");
        let url = frontend.value("query-frontend.downstream-url").unwrap_or_default();
        let (host, port) = url
            .strip_prefix("http://")
            .and_then(|rest| rest.trim_end_matches('/').split_once(':'))
            .unwrap_or_default();
        let mut words = host.split('.');
        let (name, namespace) =
            (words.next().unwrap_or_default(), words.next().unwrap_or(frontend.object.namespace()));
        let service = cx.stack.find(&frontend.object.cluster, "Service", namespace, name);
        let selects =
            service.and_then(|service| service.node.dig(&["spec", "selector"])).is_some_and(|node| {
                let selector = Selector::map(node);
                !selector.is_empty() && queries.iter().any(|query| selector.matches(&query.pod.labels))
            });
        let listens = service.is_some_and(|service| {
            service.node.dig_seq(&["spec", "ports"]).any(|own| {
                own.dig_str(&["name"]) == Some("http")
                    && own.get("port").and_then(Node::as_i64).is_some_and(|own| own.to_string() == port)
            })
        });
        let wrong = if url.is_empty() {
            "is given nothing to ask".to_owned()
        } else if !selects {
            format!("asks {url}, which is no Service of Query")
        } else if !listens {
            format!("asks {url}, where the Service of Query has no HTTP port")
        } else {
            continue;
        };
        out.fail(
            Finding::new(format!("Query Frontend {wrong}"), frontend.place("query-frontend.downstream-url"))
                .help("name the Service of Query and its port called http"),
        );
    }
}
