use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::{Setting, compare, judge_setting},
};

const DOCS: &str = "\
## What must hold

`storage-over-provisioning-percentage` is at most the number of the contract.

## Why it matters

Volumes grow into what they were promised, all of them on one disk. Two that fill up together make both read-only.

## How it is judged

The setting is read in the ConfigMap `longhorn-default-setting`, where a key of the values file that the chart does not know leaves no trace.

## How to fix

Set `defaultSettings.storageOverProvisioningPercentage` in `deploy/base/longhorn/values.yaml`. Longhorn reads it at its first start alone; on a running cluster change the Setting as well.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.disk-is-promised-once"),
    title: "Longhorn does not promise more than the disk holds",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#l-11")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let setting = Setting {
        name: "storage-over-provisioning-percentage",
        values: "storageOverProvisioningPercentage",
        fact: "over-provisioning-percent",
        otherwise: "volumes are promised that the disk cannot hold",
    };
    judge_setting(cx, out, &setting, |found, most| {
        compare(found, most, |found, most| found > 0 && found <= most)
    });
}
