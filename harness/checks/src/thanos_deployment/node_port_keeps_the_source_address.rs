use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::thanos::exposing,
    required::{On, in_each},
};

const DOCS: &str = "\
## What must hold

The Service that exposes the sidecar of an edge has `externalTrafficPolicy: Local`.

## Why it matters

By default the caller's address is replaced by the node's. A policy that admits the central node then admits everyone or no one.

## How it is judged

NodePort Services that select the pods of Prometheus are read.

## How to fix

Set it in `deploy/components/metrics-edge/service.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.node-port-keeps-the-source-address"),
    title: "the node port of a sidecar shows who calls",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#t-9")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    in_each(cx, out, On::Edges, "Service that exposes the sidecar", |edge, out| {
        let services = exposing(cx, &edge.id);
        for service in &services {
            out.examine("services");
            let policy = service.node.dig_str(&["spec", "externalTrafficPolicy"]).unwrap_or("Cluster");
            if policy != "Local" {
                out.fail(
                    Finding::new(
                        format!(
                            "{} of {} hides the caller's address: the policy is {policy}",
                            service.id, edge.id
                        ),
                        service.location(&JsonPointer::root().key("spec").key("externalTrafficPolicy")),
                    )
                    .help("set externalTrafficPolicy to Local"),
                );
            }
        }
        services.len()
    });
}
