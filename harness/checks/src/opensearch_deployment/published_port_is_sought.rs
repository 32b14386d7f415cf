use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Setting, log_nodes},
};

const DOCS: &str = "\
## What must hold

Every entry of `discovery.seed_hosts` names the port that the node at this address publishes.

## Why it matters

Nodes find each other by this list alone. A port that differs by one digit is a node that never joins.

## How it is judged

For each node the entries with its address in the lists of all nodes are compared with its `transport.publish_port`.

## How to fix

Make `transport.publish_port` in `opensearch.yml` and the ports in `components/site-logs` the same.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.published-port-is-sought"),
    title: "the others look for every node at the port it publishes",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#values-for-opensearch")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let nodes = log_nodes(cx, out);
    for node in &nodes {
        let key = ["transport.publish_port", "transport.port"]
            .into_iter()
            .find(|key| node.setting(key).is_some())
            .unwrap_or("transport.publish_port");
        let published = node.shown(key);
        let mut sought: Vec<String> = nodes
            .iter()
            .filter_map(|other| other.setting("discovery.seed_hosts"))
            .flat_map(Setting::list)
            .filter_map(|entry| entry.rsplit_once(':'))
            .filter(|(host, port)| *host == node.cluster.address.value && *port != published)
            .map(|(_, port)| port.to_owned())
            .collect();
        sought.sort();
        sought.dedup();
        for port in sought {
            let message =
                format!("{key} of {} is {published}, and it is looked for at {port}", node.cluster.id);
            out.fail(
                node.finding(cx, key, message)
                    .help("make both the same; seed hosts are in components/site-logs"),
            );
        }
    }
}
