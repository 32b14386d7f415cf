use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::{Setting, judge_setting, per_engine},
};

const DOCS: &str = "\
## What must hold

`default-replica-count` is the number of the contract for every engine.

## Why it matters

Longhorn's own default is three. Volumes that come from its UI or from a restored backup then stay degraded for ever on one node.

## How it is judged

The setting is read in the ConfigMap `longhorn-default-setting`, where a key of the values file that the chart does not know leaves no trace. It is JSON per engine.

## How to fix

Set `defaultSettings.defaultReplicaCount` in `deploy/base/longhorn/values.yaml`. Longhorn reads it at its first start alone; on a running cluster change the Setting as well.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.new-volumes-keep-one-replica"),
    title: "a volume that nobody sized keeps one replica",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#l-8")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let setting = Setting {
        name: "default-replica-count",
        values: "defaultReplicaCount",
        fact: "replicas",
        otherwise: "volumes made by hand ask for replicas that one node cannot hold",
    };
    judge_setting(cx, out, &setting, |found, demanded| {
        let engines = per_engine(found);
        !engines.is_empty() && engines.iter().all(|own| own == demanded)
    });
}
