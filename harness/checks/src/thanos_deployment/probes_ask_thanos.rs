use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::component::all_central};

const DOCS: &str = "\
## What must hold

Query, Query Frontend and Store Gateway are probed on their port `http`: readiness at `/-/ready`, liveness at `/-/healthy`.

## Why it matters

A port that is open says nothing about a Query that has no stores yet, or a Store that still reads its blocks. The two mixed up, a slow start is killed for ever.

## How it is judged

Both probes of each container are read, and their port is resolved.

## How to fix

Correct the probe in `deploy/base/thanos`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.probes-ask-thanos"),
    title: "probes ask Thanos whether it is ready and whether it lives",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#values-for-thanos")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for component in all_central(cx, out) {
        let http = component
            .container
            .node
            .dig_seq(&["ports"])
            .find(|port| port.dig_str(&["name"]) == Some("http"))
            .and_then(|port| port.get("containerPort"))
            .and_then(Node::as_i64);
        for (probe, path) in [("readinessProbe", "/-/ready"), ("livenessProbe", "/-/healthy")] {
            out.examine("probes");
            let get = component.container.node.dig(&[probe, "httpGet"]);
            let asked = get.and_then(|get| get.dig_str(&["path"]));
            let port = get.and_then(|get| get.get("port"));
            let at_http = port.is_some_and(|port| {
                port.as_str() == Some("http") || (port.as_i64().is_some() && port.as_i64() == http)
            });
            let wrong = match asked {
                None => "is no HTTP request".to_owned(),
                Some(asked) if asked != path => format!("asks {asked}, not {path}"),
                Some(_) if !at_http => "does not ask port http".to_owned(),
                Some(_) => continue,
            };
            out.fail(
                Finding::new(format!("{probe} of {} {wrong}", component.object.id), component.part(probe))
                    .help(format!("ask {path} on port http")),
            );
        }
    }
}
