use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{PodTemplate, operator::arguments, pod_templates_of, pointer},
    required::{On, Required},
};

const DOCS: &str = "\
## What must hold

The DaemonSet of node-exporter tolerates every taint, and reads `/proc`, `/sys` and `/` of the host, read-only, where its arguments say.

## Why it matters

On a node with a taint nothing measures the disk. Without the host's folders it reports the space of its own container, which is never short; without propagation it does not see what is mounted after its start.

## How it is judged

The tolerations, the three arguments, and the host folder behind each path are looked at, through the mounts.

## How to fix

Leave tolerations, arguments and mounts of `prometheus-node-exporter` to the chart.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.node-exporter-sees-the-node"),
    title: "node-exporter runs on every node and sees the node itself",
    level: Level::Must,
    traces: &[
        Trace::new("FR-012", "docs/stack.md#operator-and-exporters"),
        Trace::new("FR-013", "docs/design.md#fr-013"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// node-exporter, by the name that the chart gives it.
const EXPORTER: Required = Required::new("DaemonSet", "monitoring", "kps-prometheus-node-exporter");

/// Arguments with a folder, and the folder of the host that must lie there.
const FOLDERS: [(&str, &str); 3] =
    [("--path.procfs=", "/proc"), ("--path.sysfs=", "/sys"), ("--path.rootfs=", "/")];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (cluster, exporter) in EXPORTER.find(cx, out, On::Every) {
        out.examine("exporters");
        let pod = pod_templates_of(exporter);
        let Some((place, spec)) = pod.as_ref().and_then(PodTemplate::spec) else { continue };
        let everywhere = spec.dig_seq(&["tolerations"]).any(|toleration| {
            toleration.dig_str(&["operator"]) == Some("Exists") && toleration.get("key").is_none()
        });
        if !everywhere {
            out.fail(
                Finding::new(
                    format!("node-exporter does not run on a node of {} that has a taint", cluster.id),
                    exporter.location(&place.key("tolerations")),
                )
                .help("leave prometheus-node-exporter.tolerations to the chart"),
            );
        }
        let arguments = arguments(exporter);
        for (argument, folder) in FOLDERS {
            let path = arguments.iter().find_map(|(_, own)| own.strip_prefix(argument));
            let reason = match path {
                None => format!("node-exporter is not told where {folder} of the host is"),
                Some(path) if !leads_to(pod.as_ref(), spec, path, folder) => {
                    format!(
                        "{path} of node-exporter does not show {folder} of the host as it must, read-only and the root with propagation"
                    )
                }
                Some(_) => continue,
            };
            out.fail(
                Finding::new(
                    reason,
                    exporter.location(&pointer(&["spec", "template", "spec", "containers"])),
                )
                .help("leave arguments and mounts of prometheus-node-exporter to the chart"),
            );
        }
    }
}

/// Whether a path of a container is a folder of the host that it can only read; the root must also
/// show what is mounted later.
fn leads_to(pod: Option<&PodTemplate<'_>>, spec: &Node, path: &str, folder: &str) -> bool {
    let containers = pod.map(PodTemplate::containers).unwrap_or_default();
    let mut mounts = containers.iter().flat_map(|container| container.node.dig_seq(&["volumeMounts"]));
    let Some(mount) = mounts.find(|mount| mount.dig_str(&["mountPath"]) == Some(path)) else { return false };
    let volume =
        spec.dig_seq(&["volumes"]).find(|volume| volume.dig_str(&["name"]) == mount.dig_str(&["name"]));
    let read_only = mount.get("readOnly").and_then(Node::as_bool) == Some(true);
    let propagated = folder != "/" || mount.dig_str(&["mountPropagation"]) == Some("HostToContainer");
    read_only && propagated && volume.and_then(|volume| volume.dig_str(&["hostPath", "path"])) == Some(folder)
}
