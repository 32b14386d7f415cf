use conform_model::{ClauseId, ContractId, Finding, Level, Span};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, contracts::Role};

const DOCS: &str = "\
## What must hold

In the overlay of every cluster the example of the OpenSearch node's certificate asks for the node's name and address, that of the ingress for the cluster's domain, and on an edge that of the sidecar for the edge's address.

## Why it matters

The examples are what an operator makes certificates from. A certificate without the address is refused by every client that verifies it.

## How it is judged

The example files of the secrets stage are searched, word by word, for the values of the topology.

## How to fix

Correct the example; an overlay copied from another cluster still names that one.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.certificates-name-their-node"),
    title: "every certificate to be made names the node it is for",
    level: Level::Must,
    traces: &[Trace::new("FR-007", "docs/stack.md#secrets"), Trace::new("FR-008", "docs/stack.md#o-2")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some(sources) = cx.sources else {
        out.block("the sources of the tree are not at hand");
        return;
    };
    let topology = &cx.contracts.topology;
    for cluster in &topology.clusters {
        let folder = format!("deploy/overlays/{}/20-secrets", cluster.overlay.value);
        let address = &cluster.address.value;
        let node = format!("logs-n{}", cluster.id.number());
        let domain = format!("*.{}", cluster.domain.value);
        let mut wanted = vec![
            ("logs/certs/node.crt.example", vec![address.as_str(), node.as_str()]),
            ("ingress/tls.crt.example", vec![domain.as_str()]),
        ];
        if cluster.role == Role::Edge {
            wanted.push(("metrics/thanos-grpc.crt.example", vec![address.as_str()]));
        }
        for (name, values) in wanted {
            out.examine("examples");
            let file = format!("{folder}/{name}");
            let Some(text) = sources.text(&file) else {
                out.fail(
                    Finding::new(format!("{file} is missing"), cluster.location.clone())
                        .help("add the example from which an operator makes the certificate"),
                );
                continue;
            };
            for value in values {
                if !text
                    .content
                    .split_whitespace()
                    .any(|word| word.trim_matches([',', ')', '(']).ends_with(value))
                {
                    out.fail(
                        Finding::new(
                            format!("the certificate of cluster {} is not asked to name {value}", cluster.id),
                            text.location(Span::default()),
                        )
                        .related("the cluster", cluster.location.clone())
                        .help("name it in the example, so that the certificate is made with it"),
                    );
                }
            }
        }
    }
}
