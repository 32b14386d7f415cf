use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{Selector, pod_templates},
};

const DOCS: &str = "\
## What must hold

The selector of every Deployment, StatefulSet, DaemonSet and ReplicaSet matches the labels of its own pod template and is not empty.

## Why it matters

The API server refuses a workload whose selector misses its template.

## How it is judged

Selectors are evaluated against the template's labels.

## How to fix

Give the template the labels that the selector names.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.selectors-match-templates"),
    title: "every workload selects the pods it makes",
    level: Level::Must,
    traces: &[Trace::new("FR-001", "docs/stack.md#native-semantics")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for pod in pod_templates(cx.stack) {
        let object = pod.object;
        if !matches!(object.kind(), "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet") {
            continue;
        }
        out.examine("workloads");
        let selector = object.node.dig(&["spec", "selector"]).map(Selector::labels).unwrap_or_default();
        let place = JsonPointer::root().key("spec").key("selector");
        if selector.is_empty() {
            out.fail(
                Finding::new(format!("{} selects nothing", object.id), object.location(&place))
                    .help("name the labels of the pod template under spec.selector.matchLabels"),
            );
        } else if !selector.matches(&pod.labels) {
            let labels = JsonPointer::root().key("spec").key("template").key("metadata").key("labels");
            out.fail(
                Finding::new(
                    format!("{} does not select the pods it makes", object.id),
                    object.location(&place),
                )
                .related("the labels of its pods", object.location(&labels))
                .help("give the pod template the labels that the selector names"),
            );
        }
    }
}
