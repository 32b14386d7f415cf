use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{name_of, pod_templates},
};

const DOCS: &str = "\
## What must hold

Every mount of a volume that is a path of the node is `readOnly: true`.

## Why it matters

A collector that can write to what it collects from can write into the logs, units and keys of the node.

## How it is judged

Mounts of volumes with `hostPath` are read. Containers that must write are in `contracts/exceptions.yaml`, written as workload, container and path of the mount, with their reason.

## How to fix

Set `readOnly: true` on the mount.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.host-paths-read-only"),
    title: "paths of the host are mounted read-only",
    level: Level::Must,
    traces: &[
        Trace::new("FR-013", "docs/stack.md#pod-security"),
        Trace::new("FR-016", "docs/stack.md#pod-security"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for pod in pod_templates(cx.stack) {
        let Some((_, spec)) = pod.spec() else { continue };
        let host: Vec<&str> = spec
            .dig_seq(&["volumes"])
            .filter(|volume| volume.get("hostPath").is_some())
            .filter_map(|volume| volume.dig_str(&["name"]))
            .collect();
        for container in pod.containers() {
            for (at, mount) in container.node.dig_seq(&["volumeMounts"]).enumerate() {
                let name = mount.dig_str(&["name"]).unwrap_or_default();
                if !host.contains(&name) {
                    continue;
                }
                out.examine("mounts of the host");
                let path = mount.dig_str(&["mountPath"]).unwrap_or_default();
                let fixed = mount.get("readOnly").and_then(Node::as_bool) == Some(true);
                if fixed || cx.contracts.excepted(CLAUSE.id, &format!("{} {path}", name_of(&pod, &container)))
                {
                    continue;
                }
                let place = container.pointer.key("volumeMounts").index(at).key("readOnly");
                out.fail(
                    Finding::new(
                        format!(
                            "container `{}` of {} may write to its node at {path}",
                            container.name(),
                            pod.object.id
                        ),
                        pod.object.location(&place),
                    )
                    .help("set `readOnly: true` on the mount"),
                );
            }
        }
    }
}
