use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::{CLASS, files},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

`numberOfReplicas` of the storage class is the number of the contract.

## Why it matters

Every further replica looks for a second node, and the volume stays degraded for ever. The copy is the backup in S3.

## How it is judged

The storage class is parsed out of the ConfigMap `longhorn-storageclass`, from which Longhorn makes it; where it is not set, the clause does not hold.

## How to fix

Set `persistence.defaultClassReplicaCount` in `deploy/base/longhorn/values.yaml`. A class cannot be changed: delete it, and the driver deployer makes it anew.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.class-keeps-one-replica"),
    title: "a volume of the class keeps as many replicas as there are nodes",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#l-8")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::LonghornDeployment, "replicas");
    for file in files(cx, out, CLASS) {
        let found = file.text(&["parameters", "numberOfReplicas"]);
        if found.as_deref() == Some(demanded.value.as_str()) {
            continue;
        }
        let finding = Finding::new(
            format!(
                "the number of replicas of the class of cluster {} is {}, not {}",
                file.cluster.id,
                found.as_deref().unwrap_or("not set"),
                demanded.value
            ),
            file.location(),
        )
        .related("the contract demands", demanded.location.clone())
        .help("set persistence.defaultClassReplicaCount in the values file");
        out.fail(with_values_key(finding, cx, file.object, &["persistence", "defaultClassReplicaCount"]));
    }
}
