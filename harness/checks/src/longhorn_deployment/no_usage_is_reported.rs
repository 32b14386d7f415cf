use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::{Setting, judge_setting},
};

const DOCS: &str = "\
## What must hold

`allow-collecting-longhorn-usage-metrics` is off.

## Why it matters

By default the size of the cluster and its volumes are sent away whenever there is a way.

## How it is judged

The setting is read in the ConfigMap `longhorn-default-setting`, where a key of the values file that the chart does not know leaves no trace.

## How to fix

Set `defaultSettings.allowCollectingLonghornUsageMetrics` in `deploy/base/longhorn/values.yaml`. Longhorn reads it at its first start alone; on a running cluster change the Setting as well.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.no-usage-is-reported"),
    title: "Longhorn reports its use to nobody",
    level: Level::Must,
    traces: &[Trace::new("FR-014", "docs/stack.md#l-12")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let setting = Setting {
        name: "allow-collecting-longhorn-usage-metrics",
        values: "allowCollectingLonghornUsageMetrics",
        fact: "usage-metrics",
        otherwise: "numbers about the cluster are sent to its makers",
    };
    judge_setting(cx, out, &setting, |found, demanded| found == demanded);
}
