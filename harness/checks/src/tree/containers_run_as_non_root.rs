use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{judge_containers, judge_pods, setting},
};

const DOCS: &str = "\
## What must hold

Every container runs with `runAsNonRoot: true`, its own or its pod's, and neither sets `runAsUser: 0`. The same holds for the pods that prometheus-operator makes.

## Why it matters

Root in a container is root on the node as soon as anything else goes wrong. Without `runAsNonRoot` the image decides, and the next image may decide otherwise.

## How it is judged

The security contexts of containers and pods are read as the kubelet does: the container's setting counts before the pod's. Containers that cannot hold it are in `contracts/exceptions.yaml`, written as workload and container, with their reason.

## How to fix

Set `runAsNonRoot: true` and a `runAsUser` other than 0 in the values or in the manifest.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.containers-run-as-non-root"),
    title: "no container runs as root",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#pod-security")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const HELP: &str = "set runAsNonRoot: true, and a runAsUser other than 0 where the image names none";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_containers(cx, out, CLAUSE.id, HELP, |pod, container| {
        let flag = setting(pod, container, "runAsNonRoot").and_then(Node::as_bool);
        let root = setting(pod, container, "runAsUser").and_then(Node::as_i64) == Some(0);
        if root {
            return Some(("runAsUser", "runs as user 0".to_owned()));
        }
        (flag != Some(true)).then(|| ("runAsNonRoot", "may run as root".to_owned()))
    });
    judge_pods(cx, out, "runAsNonRoot", HELP, |value| {
        (value.and_then(Node::as_bool) != Some(true)).then(|| "lets its pods run as root".to_owned())
    });
}
