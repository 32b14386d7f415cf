use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::scalar,
    required::{On, Required},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The Deployment of the UI has the replicas of the contract.

## Why it matters

The chart starts two. On one node the second is of no use, and nobody may look at it but an operator.

## How it is judged

`spec.replicas` of `longhorn-ui` is read; Kubernetes takes one where it is not set.

## How to fix

Set `longhornUI.replicas` in the values file.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.ui-runs-once"),
    title: "the UI of Longhorn runs once",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#values-for-longhorn")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const UI: Required = Required::new("Deployment", "longhorn-system", "longhorn-ui");

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::LonghornDeployment, "controllers");
    for (cluster, object) in UI.find(cx, out, On::Every) {
        out.examine("workloads");
        let found = object.node.dig(&["spec", "replicas"]).and_then(scalar).unwrap_or_else(|| "1".to_owned());
        if found != demanded.value {
            let finding = Finding::new(
                format!("the UI of cluster {} runs {found} times, not {}", cluster.id, demanded.value),
                object.location(&JsonPointer::root().key("spec").key("replicas")),
            )
            .related("the contract demands", demanded.location.clone())
            .help("set longhornUI.replicas in the values file");
            out.fail(with_values_key(finding, cx, object, &["longhornUI", "replicas"]));
        }
    }
}
