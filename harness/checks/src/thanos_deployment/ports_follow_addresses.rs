use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::component::{FRONTEND, all_central},
};

const DOCS: &str = "\
## What must hold

The container port called `http` is the port of `--http-address`, and the one called `grpc`, which Query and Store have, that of `--grpc-address`; both listen on all addresses and are the contract's.

## Why it matters

Services, probes and policies go by the container's ports. If the process listens elsewhere, all of them agree with one another and nothing answers.

## How it is judged

The flags, with Thanos' defaults where absent, are compared with the ports of the container and with the facts `http-port` and `grpc-port`.

## How to fix

Change flag and port together.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.ports-follow-addresses"),
    title: "Thanos listens on the ports that its container names",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#values-for-thanos")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for component in all_central(cx, out) {
        for (name, flag, fact) in
            [("http", "http-address", "http-port"), ("grpc", "grpc-address", "grpc-port")]
        {
            if name == "grpc" && component.object.name() == FRONTEND.name {
                continue;
            }
            out.examine("ports");
            let demanded = cx.contracts.fact(ContractId::ThanosDeployment, fact);
            let address = component
                .value(flag)
                .map_or_else(|| format!("0.0.0.0:{}", demanded.value), ToOwned::to_owned);
            let (host, port) = address.rsplit_once(':').unwrap_or(("", &address));
            let named = component
                .container
                .node
                .dig_seq(&["ports"])
                .find(|own| own.dig_str(&["name"]) == Some(name))
                .and_then(|own| own.get("containerPort"))
                .and_then(Node::as_i64)
                .map(|port| port.to_string());
            let everywhere = ["", "0.0.0.0", "[::]"].contains(&host);
            let wrong = if !everywhere {
                format!("listens on {host} alone")
            } else if port != demanded.value {
                format!("listens on port {port}, not {}", demanded.value)
            } else if named.as_deref() != Some(port) {
                format!("listens on port {port}, and no port called {name} is that")
            } else {
                continue;
            };
            out.fail(
                Finding::new(format!("{} {wrong}", component.object.id), component.place(flag))
                    .related("the contract demands", demanded.location.clone())
                    .help(format!("let --{flag} and the container port {name} be the same")),
            );
        }
    }
}
