use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::{CLASS, files},
};

const DOCS: &str = "\
## What must hold

The storage class allows volumes to be expanded.

## Why it matters

The runbook of a full claim enlarges it. A claim of a class that does not allow that has to be copied into another, with its user stopped.

## How it is judged

`allowVolumeExpansion` of the class in the ConfigMap `longhorn-storageclass` must be true; Kubernetes' default is false.

## How to fix

Leave the chart's class as it is; a class cannot be changed later without making it anew.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.volumes-can-grow"),
    title: "a volume that is full can be enlarged",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#l-14")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for file in files(cx, out, CLASS) {
        if file.text(&["allowVolumeExpansion"]).as_deref() != Some("true") {
            let message = format!("volumes of cluster {} cannot be enlarged", file.cluster.id);
            out.fail(Finding::new(message, file.location()).help("let the class allow expansion"));
        }
    }
}
