use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::{Setting, judge_setting},
};

const DOCS: &str = "\
## What must hold

`upgrade-checker` is off.

## Why it matters

The nodes have no way to the internet. The request is repeated for ever, and each attempt says which cluster it comes from.

## How it is judged

The setting is read in the ConfigMap `longhorn-default-setting`, where a key of the values file that the chart does not know leaves no trace.

## How to fix

Set `defaultSettings.upgradeChecker` in `deploy/base/longhorn/values.yaml`. Longhorn reads it at its first start alone; on a running cluster change the Setting as well.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.no-version-is-looked-up"),
    title: "Longhorn asks nobody for newer versions",
    level: Level::Must,
    traces: &[Trace::new("FR-014", "docs/stack.md#l-12")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let setting = Setting {
        name: "upgrade-checker",
        values: "upgradeChecker",
        fact: "upgrade-checker",
        otherwise: "a server on the internet is asked, without end",
    };
    judge_setting(cx, out, &setting, |found, demanded| found == demanded);
}
