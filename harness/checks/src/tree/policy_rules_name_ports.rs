use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::network::{Network, PROBE_NAMESPACE, Side},
};

const DOCS: &str = "\
## What must hold

Every rule lists the ports that it is about, each with its number or name.

## Why it matters

A rule without ports opens all of them: profiling, administration, the API of the reloader beside the component.

## How it is judged

Rules of every policy are read; those towards namespaces of live suites are left out. Others are in `contracts/exceptions.yaml`, written as the policy, with their reason.

## How to fix

List the ports with their protocol.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.policy-rules-name-ports"),
    title: "every rule of a network policy names its ports",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#network-policies")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for policy in cx.stack.of_kind("NetworkPolicy") {
        let network = Network::new(cx.stack, &policy.cluster);
        for side in Side::BOTH {
            let rules = JsonPointer::root().key("spec").key(side.key());
            for (at, rule) in policy.node.dig_seq(&["spec", side.key()]).enumerate() {
                out.examine("rules");
                let mut ports = rule.dig_seq(&["ports"]).peekable();
                let listed = ports.peek().is_some() && ports.all(|port| port.get("port").is_some());
                let mut peers = rule.dig_seq(&[side.peers()]).peekable();
                let probes = peers.peek().is_some()
                    && peers.all(|entry| {
                        entry
                            .get("namespaceSelector")
                            .is_some_and(|own| network.selected(own) == [PROBE_NAMESPACE])
                    });
                if listed || probes || cx.contracts.excepted(CLAUSE.id, &policy.id.to_string()) {
                    continue;
                }
                out.fail(
                    Finding::new(
                        format!("a rule of {} admits every port", policy.id),
                        policy.location(&rules.index(at)),
                    )
                    .help("list the ports with their protocol"),
                );
            }
        }
    }
}
