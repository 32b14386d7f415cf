use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::{CLASS, files},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The storage class names the backup target `default`, the one that is configured, or none.

## Why it matters

Longhorn can have several targets by now. A class that names one which nobody made gives volumes whose backups all fail.

## How it is judged

`backupTargetName` of the class is compared with the one target that `longhorn-default-resource` configures.

## How to fix

Set `persistence.backupTargetName: default` in the values file.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.volumes-know-their-target"),
    title: "volumes are backed up to a target that exists",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#l-1")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The target that the settings at the first start configure.
const TARGET: &str = "default";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for file in files(cx, out, CLASS) {
        if let Some(found) = file.text(&["parameters", "backupTargetName"]).filter(|found| found != TARGET) {
            let finding = Finding::new(
                format!(
                    "volumes of cluster {} are backed up to `{found}`, which nobody made",
                    file.cluster.id
                ),
                file.location(),
            )
            .help("name the target `default`");
            out.fail(with_values_key(finding, cx, file.object, &["persistence", "backupTargetName"]));
        }
    }
}
