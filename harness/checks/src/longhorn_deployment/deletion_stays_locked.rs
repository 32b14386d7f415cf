use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::{SETTINGS, files},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

`deleting-confirmation-flag` is not switched on in the settings.

## Why it matters

The flag is the one thing between an uninstall Job, which the chart brings along as a hook, and the loss of all volumes.

## How it is judged

The setting is read in the ConfigMap `longhorn-default-setting`; where it is not set, Longhorn's own default is off.

## How to fix

Take `defaultSettings.deletingConfirmationFlag` out of the values file. Whoever uninstalls sets it by hand, right before.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.deletion-stays-locked"),
    title: "Longhorn cannot be uninstalled by accident",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#l-9")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for file in files(cx, out, SETTINGS) {
        let found = file.text(&["deleting-confirmation-flag"]);
        if found.as_deref().is_some_and(|found| found != "false") {
            let finding = Finding::new(
                format!("everything is ready for Longhorn to be uninstalled on cluster {}", file.cluster.id),
                file.location(),
            )
            .help("leave deletingConfirmationFlag out");
            let route = ["defaultSettings", "deletingConfirmationFlag"];
            out.fail(with_values_key(finding, cx, file.object, &route));
        }
    }
}
