use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::{CLASS, files},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The storage class names Longhorn's CSI driver as provisioner.

## Why it matters

With another provisioner claims wait for somebody who is not there, or land in a folder of the node.

## How it is judged

The storage class is parsed out of the ConfigMap `longhorn-storageclass`, from which Longhorn makes it; where it is not set, the clause does not hold.

## How to fix

Set `persistence.defaultClass` in `deploy/base/longhorn/values.yaml`. A class cannot be changed: delete it, and the driver deployer makes it anew.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.class-is-longhorns"),
    title: "the class is provisioned by Longhorn",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/design.md#fr-002")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::LonghornDeployment, "provisioner");
    for file in files(cx, out, CLASS) {
        let found = file.text(&["provisioner"]);
        if found.as_deref() == Some(demanded.value.as_str()) {
            continue;
        }
        let finding = Finding::new(
            format!(
                "the provisioner of the class of cluster {} is {}, not {}",
                file.cluster.id,
                found.as_deref().unwrap_or("not set"),
                demanded.value
            ),
            file.location(),
        )
        .related("the contract demands", demanded.location.clone())
        .help("set persistence.defaultClass in the values file");
        out.fail(with_values_key(finding, cx, file.object, &["persistence", "defaultClass"]));
    }
}
