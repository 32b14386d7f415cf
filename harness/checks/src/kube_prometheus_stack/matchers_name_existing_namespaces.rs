use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::promql::every_query};

const DOCS: &str = "\
## What must hold

Every value of a matcher on a label for namespaces is a namespace of the topology, or one that Kubernetes makes itself.

## Why it matters

The rule for the pods of a renamed namespace watches an empty one.

## How it is judged

Values that matchers list are compared with `namespaces` of `contracts/topology.yaml`.

## How to fix

Correct the namespace in the expression.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.matchers-name-existing-namespaces",
    ),
    title: "rules and panels name namespaces that exist",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/stack.md#alerts"), Trace::new("FR-011", "docs/stack.md#alerts")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Labels whose values are namespaces.
const LABELS: &[&str] = &["namespace", "exported_namespace", "pvc_namespace"];

/// Namespaces that Kubernetes makes.
const BUILT_IN: &[&str] = &["default", "kube-system", "kube-public", "kube-node-lease"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let namespaces = &cx.contracts.topology.namespaces;
    for found in every_query(cx, out) {
        let selections = found.query().into_iter().flat_map(|query| &query.selections);
        for own in selections.flat_map(|selection| &selection.matchers) {
            out.examine("matchers");
            if !LABELS.contains(&own.label.as_str()) || own.value.starts_with('$') {
                continue;
            }
            for name in own.listed().into_iter().flatten() {
                let known = BUILT_IN.contains(&name) || namespaces.iter().any(|own| own.value == name);
                if !known {
                    out.fail(
                        Finding::new(
                            format!("{} names namespace `{name}`, which is none", found.by),
                            found.place.clone(),
                        )
                        .help("use a namespace of contracts/topology.yaml"),
                    );
                }
            }
        }
    }
}
