use conform_manifest::{Object, yaml::Node};
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace, contracts::PortUse, kube::pod_templates_of, required::missing,
};

const DOCS: &str = "\
## What must hold

Every port that others know by number is open, in the way they use it: as a port of a Service, as a node port, or as a port of the node's address.

## Why it matters

Query on the central cluster, the other log nodes, firewalls and DNS know nothing of Service and port names: they know an address and a number. A node port that is left out is drawn at random, and a host port that is lost leaves a pod that is ready and reachable from nowhere.

## How it is judged

The `ports` of all contracts are looked up in the named Service or in the containers of the named workload.

## How to fix

Set the number in the values or the patch that the finding names, or change the contract and everybody who knows the number.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.ports-as-contracted"),
    title: "ports that others know by number are open under that number",
    level: Level::Must,
    traces: &[
        Trace::new("FR-003", "docs/stack.md#values-for-ingress"),
        Trace::new("FR-006", "docs/stack.md#t-2"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for wanted in cx.contracts.iter().flat_map(|contract| &contract.ports) {
        let of = &wanted.of;
        for cluster in of.on.clusters(cx) {
            out.examine("ports");
            let Some(object) = cx.stack.find(&cluster.id, &of.kind, &of.namespace, &of.name) else {
                out.fail(
                    missing(cluster, &of.to_string()).related("it opens a port", wanted.location.clone()),
                );
                continue;
            };
            let (open, place) = ports(object, wanted.port.is);
            if open.contains(&i64::from(wanted.port.number)) {
                continue;
            }
            let has = match open.as_slice() {
                [] => "it has none".to_owned(),
                open => {
                    let open: Vec<String> = open.iter().map(i64::to_string).collect();
                    format!("it has {}", open.join(", "))
                }
            };
            out.fail(
                Finding::new(
                    format!("{} has no {} {}; {has}", object.id, wanted.port.is, wanted.port.number),
                    object.location(&place),
                )
                .related("the contract demands", wanted.location.clone())
                .help(format!("open {}: {}", wanted.port.number, of.why.value)),
            );
        }
    }
}

/// The numbers of the ports that an object opens in this way, and where they stand.
fn ports(object: &Object, is: PortUse) -> (Vec<i64>, JsonPointer) {
    let numbers = |ports: std::slice::Iter<'_, Node>, key: &str| {
        ports.filter_map(|port| port.get(key).and_then(Node::as_i64)).collect::<Vec<i64>>()
    };
    let spec = JsonPointer::root().key("spec");
    match is {
        PortUse::Service => (numbers(object.node.dig_seq(&["spec", "ports"]), "port"), spec.key("ports")),
        PortUse::NodePort => {
            (numbers(object.node.dig_seq(&["spec", "ports"]), "nodePort"), spec.key("ports"))
        }
        PortUse::HostPort => {
            let containers = pod_templates_of(object).map(|pod| pod.containers()).unwrap_or_default();
            let open = containers
                .iter()
                .flat_map(|container| numbers(container.node.dig_seq(&["ports"]), "hostPort"))
                .collect();
            (open, spec)
        }
    }
}
