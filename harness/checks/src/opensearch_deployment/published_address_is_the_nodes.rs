use conform_model::{ClauseId, ContractId, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::opensearch::judge_nodes};

const DOCS: &str = "\
## What must hold

`network.publish_host` of every node is the address of its cluster in the topology.

## Why it matters

A node that publishes the address of its pod is found and then never reached: no other cluster routes pod addresses.

## How it is judged

The setting of every node is compared with the topology; a `transport.publish_host`, which would beat it, must not say otherwise.

## How to fix

Set `network.publish_host` in `70-opensearch/node.yaml` of the overlay.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::OpensearchDeployment,
        "opensearch-deployment.published-address-is-the-nodes",
    ),
    title: "every node tells the others the address of its host",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#values-for-opensearch")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_nodes(cx, out, |node| {
        let address = &node.cluster.address;
        let own = if node.setting("transport.publish_host").is_some() {
            "transport.publish_host"
        } else {
            "network.publish_host"
        };
        if node.shown(own) == address.value {
            return Vec::new();
        }
        let message = format!("{own} of {} is {}, not {}", node.cluster.id, node.shown(own), address.value);
        let finding = node.finding(cx, own, message).related("the topology says", address.location.clone());
        vec![finding.help("set network.publish_host in 70-opensearch/node.yaml of the overlay")]
    });
}
