use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        Selector,
        network::{DNS, End, Network, PROBE_NAMESPACE, Side},
        pod_templates, run_time_pods,
    },
};

const DOCS: &str = "\
## What must hold

Every entry of `from` and `to` that selects by labels means at least one pod: of the render, of those that controllers make at run time, of Kubernetes' own DNS, or of a live suite.

## Why it matters

An entry that means nobody is a rule that is not there. The label `name: kube-system` is on no namespace, and the label `app: fluent-bit` on no pod.

## How it is judged

Namespace selectors are compared with the labels of the rendered namespaces and those that every Kubernetes has; pod selectors with the pods in them.

## How to fix

Choose namespaces by `kubernetes.io/metadata.name` and pods by the labels that they carry.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.policy-peers-exist"),
    title: "every peer of a network policy exists",
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
                for (peer, entry) in rule.dig_seq(&[side.peers()]).enumerate() {
                    if entry.get("ipBlock").is_some() {
                        continue;
                    }
                    out.examine("peers");
                    let labels = entry.get("podSelector").map(Selector::labels).unwrap_or_default();
                    let namespaces = entry
                        .get("namespaceSelector")
                        .map_or_else(|| vec![policy.namespace()], |selector| network.selected(selector));
                    let made =
                        namespaces.iter().any(|namespace| !run_time_pods(namespace, &labels).is_empty());
                    let own = |pod: &&crate::kube::PodTemplate<'_>| pod.object.cluster == policy.cluster;
                    let exists = made
                        || network.hits(entry, policy, &DNS)
                        || network.hits(entry, policy, &End::unlabelled(PROBE_NAMESPACE))
                        || pods.iter().filter(own).any(|pod| network.hits(entry, policy, &End::of(pod)));
                    if exists
                        || cx
                            .contracts
                            .excepted(CLAUSE.id, &format!("{} {}/{at}/{peer}", policy.id, side.key()))
                    {
                        continue;
                    }
                    out.fail(
                        Finding::missing(
                            format!("{} {} nobody: no pod carries these labels", policy.id, match side {
                                Side::Ingress => "admits",
                                Side::Egress => "leads to",
                            }),
                            policy.location(&rules.index(at).key(side.peers()).index(peer)),
                        )
                        .help("use kubernetes.io/metadata.name for the namespace and the labels that the pods carry"),
                    );
                }
            }
        }
    }
}
