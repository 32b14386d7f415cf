use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::pod_templates};

const DOCS: &str = "\
## What must hold

No pod mounts a path of its node, except the ones that the contract lists, with their paths.

## Why it matters

State on a host path is lost with the node and is in no backup; any other use of one is a way into the node.

## How it is judged

The volumes of every pod template, and those that custom resources add, are searched for `hostPath`. What is allowed stands in `contracts/exceptions.yaml`, written as workload and path, with its reason.

## How to fix

Put state on a claim of class `longhorn` and scratch into an emptyDir.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.host-paths-listed"),
    title: "only listed pods read the host, and only listed paths",
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
        let (place, spec) = pod.place_and_spec();
        let Some(spec) = spec else { continue };
        out.examine("pods");
        for (at, volume) in spec.dig_seq(&["volumes"]).enumerate() {
            let Some(path) = volume.dig_str(&["hostPath", "path"]) else { continue };
            if cx.contracts.excepted(CLAUSE.id, &format!("{} {path}", pod.object.id)) {
                continue;
            }
            let place = place.key("volumes").index(at).key("hostPath").key("path");
            out.fail(
                Finding::new(
                    format!("{} mounts {path} of its node", pod.object.id),
                    pod.object.location(&place),
                )
                .help("put state on a claim of class longhorn and scratch into an emptyDir"),
            );
        }
    }
}
