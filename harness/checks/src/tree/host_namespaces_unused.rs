use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::pod_templates};

const DOCS: &str = "\
## What must hold

No pod sets `hostNetwork`, `hostPID` or `hostIPC`.

## Why it matters

On the node's network no network policy holds, ports clash with those of the node, and its loopback answers. With the node's processes in sight their environment can be read.

## How it is judged

Pod templates and the custom resources from which operators make pods are read. Pods that cannot do without are in `contracts/exceptions.yaml`, written as workload and field, with their reason.

## How to fix

Remove the field; publish a port with `hostPort` if that was the reason.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.host-namespaces-unused"),
    title: "no pod shares a namespace with its node",
    level: Level::Must,
    traces: &[
        Trace::new("FR-016", "docs/stack.md#pod-security"),
        Trace::new("FR-017", "docs/stack.md#pod-security"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const FIELDS: [&str; 3] = ["hostNetwork", "hostPID", "hostIPC"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for pod in pod_templates(cx.stack) {
        out.examine("pods");
        let (place, spec) = pod.place_and_spec();
        for field in FIELDS {
            let shared = spec.and_then(|spec| spec.get(field)).and_then(Node::as_bool) == Some(true);
            if !shared || cx.contracts.excepted(CLAUSE.id, &format!("{} {field}", pod.object.id)) {
                continue;
            }
            out.fail(
                Finding::new(
                    format!("{} sets {field}", pod.object.id),
                    pod.object.location(&place.key(field)),
                )
                .help("remove the field; a hostPort publishes a port without it"),
            );
        }
    }
}
