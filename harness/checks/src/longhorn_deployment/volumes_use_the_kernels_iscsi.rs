use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::{CLASS, SETTINGS, files},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The storage class asks for data engine `v1`, and the settings do not switch the second engine on.

## Why it matters

The second engine wants huge pages, a kernel module and a core of its own, and has none of them on these nodes. Its volumes never attach.

## How it is judged

`dataEngine` of the class and `v2-data-engine` of the settings are read; both may be absent.

## How to fix

Leave `persistence.dataEngine` and `defaultSettings.v2DataEngine` as they are.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.volumes-use-the-kernels-iscsi"),
    title: "volumes use the engine that the nodes are prepared for",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#l-15")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for file in files(cx, out, CLASS) {
        let engine = file.text(&["parameters", "dataEngine"]).unwrap_or_else(|| "v1".to_owned());
        if engine != "v1" {
            let finding = Finding::new(
                format!(
                    "volumes of cluster {} ask for engine `{engine}`, which its node cannot run",
                    file.cluster.id
                ),
                file.location(),
            )
            .help("ask for engine v1");
            out.fail(with_values_key(finding, cx, file.object, &["persistence", "dataEngine"]));
        }
    }
    for file in files(cx, out, SETTINGS) {
        if file.text(&["v2-data-engine"]).is_some_and(|found| found != "false") {
            let finding = Finding::new(
                format!("the second engine is switched on on cluster {}, and takes a core", file.cluster.id),
                file.location(),
            )
            .help("leave v2DataEngine out");
            out.fail(with_values_key(finding, cx, file.object, &["defaultSettings", "v2DataEngine"]));
        }
    }
}
