use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Every namespace has the label `pod-security.kubernetes.io/enforce` with the level of the contract, and `enforce-version` pinned to the version of Kubernetes.

## Why it matters

Without label the cluster's default counts: with `baseline` the pods of Longhorn, Fluent Bit and node-exporter are refused, with none nobody has decided. `latest` changes its meaning with an upgrade.

## How it is judged

The labels of the namespaces of each cluster are compared with the contract.

## How to fix

Set the labels in `deploy/base/namespaces/namespaces.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.namespaces-say-what-pods-may"),
    title: "every namespace has its Pod Security level",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#pod-security"), Trace::new("FR-018", "docs/stack.md#k-21")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Kubernetes reads this label of a namespace.
const ENFORCE: &str = "pod-security.kubernetes.io/enforce";
/// And this one for the version of the level.
const VERSION: &str = "pod-security.kubernetes.io/enforce-version";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let level = cx.contracts.fact(ContractId::Tree, "pod-security");
    let kubernetes = cx.contracts.fact(ContractId::MinikubeInstall, "kubernetes");
    let minor: Vec<&str> = kubernetes.value.splitn(3, '.').take(2).collect();
    let version = minor.join(".");
    for namespace in cx.stack.of_kind("Namespace") {
        out.examine("namespaces");
        let labels = JsonPointer::root().key("metadata").key("labels");
        for (label, wanted, demanded) in [(ENFORCE, &level.value, level), (VERSION, &version, kubernetes)] {
            let own = namespace.label(label);
            if own.map(|own| own.trim_start_matches('v')) == Some(wanted.trim_start_matches('v')) {
                continue;
            }
            out.fail(
                Finding::new(
                    format!("{} has `{label}` {}, not {wanted}", namespace.id, own.unwrap_or("not at all")),
                    namespace.location(&labels.key(label)),
                )
                .related("the contract demands", demanded.location.clone())
                .help("set the label in deploy/base/namespaces/namespaces.yaml"),
            );
        }
    }
}
