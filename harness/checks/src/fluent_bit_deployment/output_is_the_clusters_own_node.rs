use conform_manifest::{Object, yaml::Node};
use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{OUTPUTS, each_section},
};

const DOCS: &str = "\
## What must hold

`Host` and `Port` of every output are a Service of the same cluster and a port of it.

## Why it matters

Any node takes lines for all, so the near one is enough. Through a far one, or a name that nobody has, the outage of another cluster stops the logs of this one.

## How it is judged

The host is read as `<service>.<namespace>.svc` and looked up among the Services of the cluster, with its ports.

## How to fix

Write the Service of OpenSearch and its port into `config.outputs`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::FluentBitDeployment,
        "fluent-bit-deployment.output-is-the-clusters-own-node",
    ),
    title: "records go to the log node of the same cluster",
    level: Level::Must,
    traces: &[Trace::new("FR-014", "docs/design.md#fr-014"), Trace::new("FR-009", "docs/stack.md#f-12")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    each_section(cx, out, OUTPUTS, |config, output, out| {
        let host = output.get("host").unwrap_or("127.0.0.1");
        let port = output.get("port").unwrap_or("9200");
        let mut parts = host.split('.');
        let name = parts.next().unwrap_or_default();
        let namespace = parts.next().unwrap_or_else(|| config.object.namespace());
        let rest: Vec<&str> = parts.collect();
        let inside = matches!(rest.as_slice(), [] | ["svc"] | ["svc", "cluster", "local"]);
        let service = cx.stack.find(&config.cluster.id, "Service", namespace, name).filter(|_| inside);
        let problem = match service {
            None => format!("`{host}` is no Service of cluster {}", config.cluster.id),
            Some(service) if !has_port(service, port) => format!("{} has no port {port}", service.id),
            Some(_) => return,
        };
        let message = format!("{} sends to nobody here: {problem}", OUTPUTS.label(output));
        out.fail(
            config.fault(cx, OUTPUTS, message).help("name the Service of the cluster's own OpenSearch node"),
        );
    });
}

fn has_port(service: &Object, port: &str) -> bool {
    service
        .node
        .dig_seq(&["spec", "ports"])
        .any(|own| own.get("port").and_then(Node::as_i64).is_some_and(|own| own.to_string() == port))
}
