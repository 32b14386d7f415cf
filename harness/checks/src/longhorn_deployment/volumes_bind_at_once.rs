use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::{CLASS, files},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The storage class binds at once, as the contract says.

## Why it matters

The contract wants a claim bound within a minute. A class that waits for the first consumer leaves a claim pending by design, and with one node it wins nothing.

## How it is judged

The storage class is parsed out of the ConfigMap `longhorn-storageclass`, from which Longhorn makes it; where it is not set, Kubernetes takes `Immediate`.

## How to fix

Set `persistence.volumeBindingMode` in `deploy/base/longhorn/values.yaml`. A class cannot be changed: delete it, and the driver deployer makes it anew.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.volumes-bind-at-once"),
    title: "a claim is bound without waiting for a pod",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#l-5")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::LonghornDeployment, "binding-mode");
    for file in files(cx, out, CLASS) {
        let found = file.text(&["volumeBindingMode"]).or(Some("Immediate".to_owned()));
        if found.as_deref() == Some(demanded.value.as_str()) {
            continue;
        }
        let finding = Finding::new(
            format!(
                "the binding mode of the class of cluster {} is {}, not {}",
                file.cluster.id,
                found.as_deref().unwrap_or("not set"),
                demanded.value
            ),
            file.location(),
        )
        .related("the contract demands", demanded.location.clone())
        .help("set persistence.volumeBindingMode in the values file");
        out.fail(with_values_key(finding, cx, file.object, &["persistence", "volumeBindingMode"]));
    }
}
