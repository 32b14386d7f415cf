use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::{Setting, compare, judge_setting},
};

const DOCS: &str = "\
## What must hold

`storage-minimal-available-percentage` is at least the number of the contract.

## Why it matters

Replicas share the root disk with images, logs and etcd. Below the floor Longhorn makes no new replica; without it a full disk stops the node.

## How it is judged

The setting is read in the ConfigMap `longhorn-default-setting`, where a key of the values file that the chart does not know leaves no trace.

## How to fix

Set `defaultSettings.storageMinimalAvailablePercentage` in `deploy/base/longhorn/values.yaml`. Longhorn reads it at its first start alone; on a running cluster change the Setting as well.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.disk-keeps-a-floor"),
    title: "Longhorn leaves a part of the disk free",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#l-11")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let setting = Setting {
        name: "storage-minimal-available-percentage",
        values: "storageMinimalAvailablePercentage",
        fact: "disk-floor-percent",
        otherwise: "volumes may fill the disk that the node lives on",
    };
    judge_setting(cx, out, &setting, |found, least| {
        compare(found, least, |found, least| found >= least && found < 100)
    });
}
