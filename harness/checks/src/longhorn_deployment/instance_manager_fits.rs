use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::{Setting, compare, judge_setting, per_engine},
};

const DOCS: &str = "\
## What must hold

`guaranteed-instance-manager-cpu` is, for every engine, above zero and at most the number of the contract.

## Why it matters

By default twelve percent of the node is reserved, half a core of four, in a pod that no render shows. The budget of the node counts with the number of the contract.

## How it is judged

The setting is read in the ConfigMap `longhorn-default-setting`, where a key of the values file that the chart does not know leaves no trace. It is JSON per engine.

## How to fix

Set `defaultSettings.guaranteedInstanceManagerCPU` in `deploy/base/longhorn/values.yaml`. Longhorn reads it at its first start alone; on a running cluster change the Setting as well.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.instance-manager-fits"),
    title: "the instance manager takes a small part of the CPU",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#resource-budget")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let setting = Setting {
        name: "guaranteed-instance-manager-cpu",
        values: "guaranteedInstanceManagerCPU",
        fact: "instance-manager-cpu-percent",
        otherwise: "its share is taken from the pods of the stack",
    };
    judge_setting(cx, out, &setting, |found, most| {
        let engines = per_engine(found);
        !engines.is_empty()
            && engines.iter().all(|own| compare(own, most, |own, most| own > 0 && own <= most))
    });
}
