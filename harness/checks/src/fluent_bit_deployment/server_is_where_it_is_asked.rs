use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{SERVICE, collectors, each_section},
};

const DOCS: &str = "\
## What must hold

`HTTP_Port` is the port that the container lists, and `HTTP_Listen` is reachable from outside the pod.

## Why it matters

Probes and scrape go to the port by its name. A server on another port, or on the loopback address, answers nobody.

## How it is judged

The service section is compared with the port `http` of the container.

## How to fix

Keep `HTTP_Port`, `metricsPort` and `service.port` in the values file equal.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.server-is-where-it-is-asked"),
    title: "the collector answers on the port that is probed and scraped",
    level: Level::Must,
    traces: &[Trace::new("FR-010", "docs/stack.md#f-13")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let collectors = collectors(cx, out);
    each_section(cx, out, SERVICE, |config, service, out| {
        let port = service.get("http_port").unwrap_or("2020");
        let listen = service.get("http_listen").unwrap_or("0.0.0.0");
        if listen.starts_with("127.") || listen == "localhost" || listen == "::1" {
            let message = format!("the server of the collector listens on {listen} alone");
            out.fail(config.fault(cx, SERVICE, message).help("write `HTTP_Listen 0.0.0.0`"));
        }
        for (_, pod, container) in collectors.iter().filter(|(own, ..)| own.id == config.cluster.id) {
            let own = container
                .node
                .dig_seq(&["ports"])
                .find(|own| own.dig_str(&["name"]) == Some("http"))
                .and_then(|own| own.get("containerPort"))
                .and_then(Node::as_i64);
            if own.map(|own| own.to_string()).as_deref() != Some(port) {
                let place = pod.object.location(&container.pointer.key("ports"));
                let message = format!(
                    "the server of the collector is on port {port}, which its container does not call `http`"
                );
                out.fail(
                    config
                        .fault(cx, SERVICE, message)
                        .related("the ports of the container", place)
                        .help("give HTTP_Port and the container the same port"),
                );
            }
        }
    });
}
