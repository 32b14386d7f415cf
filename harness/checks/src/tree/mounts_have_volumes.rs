use std::collections::BTreeSet;

use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::pod_templates};

const DOCS: &str = "\
## What must hold

Every `volumeMounts` and `volumeDevices` entry names a volume of the pod or a claim template of its StatefulSet, and every volume is mounted somewhere.

## Why it matters

The API server refuses a mount without a volume. A volume that nobody mounts is configuration that has no effect.

## How it is judged

Names are compared within each pod template. Pods that an operator makes are left to its own resources.

## How to fix

Correct the name, or add or remove the volume.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.mounts-have-volumes"),
    title: "every mount names a volume of its pod",
    level: Level::Must,
    traces: &[Trace::new("FR-013", "docs/stack.md#native-semantics")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for pod in pod_templates(cx.stack) {
        let Some((place, spec)) = pod.spec() else { continue };
        let object = pod.object;
        let volumes: Vec<&str> =
            spec.dig_seq(&["volumes"]).filter_map(|volume| volume.dig_str(&["name"])).collect();
        let claims: Vec<&str> = object
            .node
            .dig_seq(&["spec", "volumeClaimTemplates"])
            .filter_map(|claim| claim.dig_str(&["metadata", "name"]))
            .collect();
        let mut mounted = BTreeSet::new();
        for container in pod.containers() {
            for list in ["volumeMounts", "volumeDevices"] {
                for (at, mount) in container.node.dig_seq(&[list]).enumerate() {
                    out.examine("mounts");
                    let name = mount.dig_str(&["name"]).unwrap_or_default();
                    mounted.insert(name);
                    if !volumes.contains(&name) && !claims.contains(&name) {
                        let place = container.pointer.key(list).index(at).key("name");
                        out.fail(
                            Finding::new(
                                format!(
                                    "container `{}` mounts volume `{name}`, which its pod does not have",
                                    container.name()
                                ),
                                object.location(&place),
                            )
                            .help("correct the name, or add the volume to the pod"),
                        );
                    }
                }
            }
        }
        for (at, volume) in volumes.iter().enumerate() {
            if !mounted.contains(volume) {
                out.fail(
                    Finding::new(
                        format!("no container of {} mounts volume `{volume}`", object.id),
                        object.location(&place.key("volumes").index(at).key("name")),
                    )
                    .help("mount the volume or remove it"),
                );
            }
        }
    }
}
