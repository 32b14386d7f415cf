use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::{CLASS, files},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The storage class retains volumes.

## Why it matters

A stage that is deleted and applied again deletes its claims. With the default policy the data go with them.

## How it is judged

The storage class is parsed out of the ConfigMap `longhorn-storageclass`, from which Longhorn makes it; where it is not set, Kubernetes takes `Delete`.

## How to fix

Set `persistence.reclaimPolicy` in `deploy/base/longhorn/values.yaml`. A class cannot be changed: delete it, and the driver deployer makes it anew.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.volumes-outlive-their-claims"),
    title: "a volume outlives its claim",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#l-14")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::LonghornDeployment, "reclaim-policy");
    for file in files(cx, out, CLASS) {
        let found = file.text(&["reclaimPolicy"]).or(Some("Delete".to_owned()));
        if found.as_deref() == Some(demanded.value.as_str()) {
            continue;
        }
        let finding = Finding::new(
            format!(
                "the reclaim policy of the class of cluster {} is {}, not {}",
                file.cluster.id,
                found.as_deref().unwrap_or("not set"),
                demanded.value
            ),
            file.location(),
        )
        .related("the contract demands", demanded.location.clone())
        .help("set persistence.reclaimPolicy in the values file");
        out.fail(with_values_key(finding, cx, file.object, &["persistence", "reclaimPolicy"]));
    }
}
