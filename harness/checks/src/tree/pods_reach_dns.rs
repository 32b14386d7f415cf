use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        network::{DNS, End, Network},
        pod_templates,
    },
};

const DOCS: &str = "\
## What must hold

Every pod that is not on its node's network may reach the pods of kube-dns on port 53, over UDP and over TCP.

## Why it matters

Without DNS nothing finds anything. Without TCP only long answers are lost, which shows as a failure now and then.

## How it is judged

The policies of each cluster are evaluated for every pod of the render, those that operators make included.

## How to fix

Restore `allow-dns` of the namespace: one entry with `kubernetes.io/metadata.name: kube-system` and `k8s-app: kube-dns` together, and both protocols.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.pods-reach-dns"),
    title: "every pod may ask DNS over UDP and TCP",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#network-policies")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let pods = pod_templates(cx.stack);
    for cluster in &cx.contracts.topology.clusters {
        let network = Network::new(cx.stack, &cluster.id);
        for pod in pods.iter().filter(|pod| pod.object.cluster == cluster.id && !pod.on_host_network()) {
            out.examine("pods");
            for protocol in ["UDP", "TCP"] {
                if network.refuses(&End::of(pod), &DNS, 53, protocol).is_some() {
                    out.fail(
                        Finding::new(
                            format!("{} may not ask DNS over {protocol}", pod.object.id),
                            pod.object.location(&JsonPointer::root().key("kind")),
                        )
                        .help(
                            "let all pods of the namespace reach kube-dns in kube-system, over UDP and TCP",
                        ),
                    );
                }
            }
        }
    }
}
