use conform_manifest::yaml::parse_json;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        Quantity,
        longhorn::{SETTINGS, files},
    },
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

`system-managed-csi-components-resource-limits` gives each CSI component requests for CPU and memory and a memory limit.

## Why it matters

These pods are in no render; the sum over the node does not see them, and without a limit one of them can take the node down.

## How it is judged

The JSON in the setting is parsed, and every component of Longhorn is looked for.

## How to fix

Complete `defaultSettings.systemManagedCSIComponentsResourceLimits` in the values file.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.csi-pods-are-sized"),
    title: "the pods that Longhorn makes for CSI have requests and limits",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#resource-budget")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// What Longhorn makes for CSI.
const COMPONENTS: &[&str] = &[
    "csi-attacher",
    "csi-provisioner",
    "csi-resizer",
    "csi-snapshotter",
    "longhorn-csi-plugin",
    "longhorn-liveness-probe",
    "node-driver-registrar",
];
const NEEDED: &[[&str; 2]] = &[["requests", "cpu"], ["requests", "memory"], ["limits", "memory"]];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for file in files(cx, out, SETTINGS) {
        let text = file.text(&["system-managed-csi-components-resource-limits"]);
        let sizes = text.as_deref().and_then(parse_json);
        for component in COMPONENTS {
            out.examine("components");
            let lacking: Vec<String> = NEEDED
                .iter()
                .filter(|[group, what]| {
                    let node = sizes.as_ref().and_then(|sizes| sizes.dig(&[component, group, what]));
                    node.and_then(Quantity::of).is_none()
                })
                .map(|[group, what]| format!("{group}.{what}"))
                .collect();
            if lacking.is_empty() {
                continue;
            }
            let finding = Finding::new(
                format!("{component} of cluster {} has no {}", file.cluster.id, lacking.join(", ")),
                file.location(),
            )
            .help("complete the JSON");
            let route = ["defaultSettings", "systemManagedCSIComponentsResourceLimits"];
            out.fail(with_values_key(finding, cx, file.object, &route));
        }
    }
}
