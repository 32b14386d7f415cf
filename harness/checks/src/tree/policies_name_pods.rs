use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::network::{Network, PROBE_NAMESPACE, Side},
};

const DOCS: &str = "\
## What must hold

An entry of `from` or `to` with a namespace selector has a pod selector beside it, in the same entry; only namespaces of live suites are admitted whole.

## Why it matters

Entries are alternatives. A namespace selector in one entry and a pod selector in the next admit the whole namespace, and pods of that label in the policy's own.

## How it is judged

Entries of every policy are read; the namespaces that a selector means are those of the render and those that every Kubernetes has.

## How to fix

Write both selectors under one hyphen.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.policies-name-pods"),
    title: "no network policy admits a whole namespace",
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
                for (peer, entry) in rule.dig_seq(&[side.peers()]).enumerate() {
                    let Some(selector) = entry.get("namespaceSelector") else { continue };
                    out.examine("namespace selectors");
                    let whole = entry.get("podSelector").is_none();
                    let Some(namespace) = network
                        .selected(selector)
                        .into_iter()
                        .find(|namespace| whole && *namespace != PROBE_NAMESPACE)
                    else {
                        continue;
                    };
                    let place = rules.index(at).key(side.peers()).index(peer).key("namespaceSelector");
                    out.fail(
                        Finding::new(
                            format!("{} is open to every pod of namespace {namespace}", policy.id),
                            policy.location(&place),
                        )
                        .help("write the pod selector into the same entry, without a hyphen of its own"),
                    );
                }
            }
        }
    }
}
