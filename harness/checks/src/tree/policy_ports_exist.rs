use conform_manifest::{Object, yaml::Node};
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        PodTemplate, Selector,
        network::{End, Network, Side, subject},
        pod_templates, run_time_pods,
    },
};

const DOCS: &str = "\
## What must hold

Every port that an ingress rule names is listed by a pod that the policy selects, and every port of an egress rule towards pods of the render by one of those.

## Why it matters

A wrong number admits nothing that exists and leaves the right port closed. A Service's port instead of the pod's is the usual mistake: policies see pod ports.

## How it is judged

Ports are compared with those that the pod templates list. Pods that list none, and pods that are made at run time, are left out; other exceptions are in `contracts/exceptions.yaml`, written as policy and port.

## How to fix

Write the number that the container listens on.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.policy-ports-exist"),
    title: "every port of a network policy is a port of the pods it is about",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#network-policies")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let pods = pod_templates(cx.stack);
    for policy in cx.stack.of_kind("NetworkPolicy") {
        let network = Network::new(cx.stack, &policy.cluster);
        for side in Side::BOTH {
            let rules = JsonPointer::root().key("spec").key(side.key());
            for (at, rule) in policy.node.dig_seq(&["spec", side.key()]).enumerate() {
                let Some(reached) = reached(policy, side, rule, &network, &pods) else { continue };
                for (index, entry) in rule.dig_seq(&["ports"]).enumerate() {
                    let Some(port) = entry.get("port") else { continue };
                    out.examine("ports");
                    let known = reached.iter().any(|pod| pod.has_port(port));
                    let text = port.to_json().to_string();
                    if known || cx.contracts.excepted(CLAUSE.id, &format!("{} {text}", policy.id)) {
                        continue;
                    }
                    let place = rules.index(at).key("ports").index(index).key("port");
                    out.fail(
                        Finding::missing(
                            format!("{} admits port {text}, which none of the pods behind it has", policy.id),
                            policy.location(&place),
                        )
                        .help("write the port that the container listens on, not that of the Service"),
                    );
                }
            }
        }
    }
}

/// The pods that a rule is about, or `None` where the render does not hold them all.
fn reached<'a>(
    policy: &Object,
    side: Side,
    rule: &Node,
    network: &Network<'_>,
    pods: &'a [PodTemplate<'a>],
) -> Option<Vec<&'a PodTemplate<'a>>> {
    let own = |pod: &&PodTemplate<'_>| pod.object.cluster == policy.cluster;
    let found: Vec<_> = match side {
        Side::Ingress => {
            let selector = subject(policy);
            if selector.is_empty() || !run_time_pods(policy.namespace(), &selector).is_empty() {
                return None;
            }
            let here = |pod: &&PodTemplate<'_>| pod.object.namespace() == policy.namespace();
            pods.iter().filter(own).filter(here).filter(|pod| selector.matches(&pod.labels)).collect()
        }
        Side::Egress => {
            let peers = rule.dig_seq(&["to"]);
            let empty =
                |entry: &Node| entry.get("podSelector").is_none_or(|own| Selector::labels(own).is_empty());
            if peers.clone().any(empty) {
                return None;
            }
            let hit = |pod: &&PodTemplate<'_>| {
                rule.dig_seq(&["to"]).any(|entry| network.hits(entry, policy, &End::of(pod)))
            };
            pods.iter().filter(own).filter(hit).collect()
        }
    };
    (!found.is_empty()).then_some(found)
}
