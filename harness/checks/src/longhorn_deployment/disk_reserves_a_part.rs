use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::{Setting, compare, judge_setting},
};

const DOCS: &str = "\
## What must hold

`storage-reserved-percentage-for-default-disk` is at least the number of the contract.

## Why it matters

What the system, images and the log buffer need is no room for volumes. Longhorn counts the whole disk as its own unless told.

## How it is judged

The setting is read in the ConfigMap `longhorn-default-setting`, where a key of the values file that the chart does not know leaves no trace.

## How to fix

Set `defaultSettings.storageReservedPercentageForDefaultDisk` in `deploy/base/longhorn/values.yaml`. Longhorn reads it at its first start alone; on a running cluster change the Setting as well.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.disk-reserves-a-part"),
    title: "a part of the disk is not for volumes at all",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#l-11")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let setting = Setting {
        name: "storage-reserved-percentage-for-default-disk",
        values: "storageReservedPercentageForDefaultDisk",
        fact: "disk-reserved-percent",
        otherwise: "volumes may be promised the whole disk",
    };
    judge_setting(cx, out, &setting, |found, least| {
        compare(found, least, |found, least| found >= least && found < 100)
    });
}
