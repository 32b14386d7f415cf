use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{network::Side, object_storage},
};

const DOCS: &str = "\
## What must hold

Every `ipBlock` of a network policy is one address, and that address is in the topology: a cluster's node, or S3.

## Why it matters

A block of a neighbouring site, or a `/16` that was easier to write, opens the door to machines that nobody thought of.

## How it is judged

The blocks of all policies are read. Larger blocks are listed in `contracts/exceptions.yaml`, written as policy and block, with their reason.

## How to fix

Write the node's address with `/32`, or add the machine to the topology.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.address-blocks-known"),
    title: "network policies name addresses of the topology",
    level: Level::Must,
    traces: &[
        Trace::new("FR-017", "docs/stack.md#network-policies"),
        Trace::new("FR-019", "docs/stack.md#network-policies"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for policy in cx.stack.of_kind("NetworkPolicy") {
        for side in Side::BOTH {
            let rules = JsonPointer::root().key("spec").key(side.key());
            for (at, rule) in policy.node.dig_seq(&["spec", side.key()]).enumerate() {
                for (peer, entry) in rule.dig_seq(&[side.peers()]).enumerate() {
                    let Some(block) = entry.get("ipBlock") else { continue };
                    out.examine("address blocks");
                    let cidr = block.dig_str(&["cidr"]).unwrap_or_default();
                    let address = cidr.strip_suffix("/32");
                    let known = address.is_some_and(|address| {
                        let topology = &cx.contracts.topology;
                        address == object_storage(cx).0
                            || topology.clusters.iter().any(|cluster| cluster.address.value == address)
                    });
                    if known || cx.contracts.excepted(CLAUSE.id, &format!("{} {cidr}", policy.id)) {
                        continue;
                    }
                    let place = rules.index(at).key(side.peers()).index(peer).key("ipBlock").key("cidr");
                    out.fail(
                        Finding::new(
                            format!("{} names {cidr}, which is no address of the topology", policy.id),
                            policy.location(&place),
                        )
                        .related("the topology", cx.contracts.topology.location.clone())
                        .help("write the address of a node or of S3 with /32"),
                    );
                }
            }
        }
    }
}
