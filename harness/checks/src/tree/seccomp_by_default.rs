use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{judge_containers, judge_pods, setting},
};

const DOCS: &str = "\
## What must hold

Every container has the seccomp profile `RuntimeDefault`, its own or its pod's. The same holds for the pods that prometheus-operator makes.

## Why it matters

Without a profile a container may make every system call, among them those by which containers are left. Kubernetes sets none by itself.

## How it is judged

The security contexts of containers and pods are read; the container's counts before the pod's. Containers that cannot hold it are in `contracts/exceptions.yaml`, written as workload and container, with their reason.

## How to fix

Set `seccompProfile: {type: RuntimeDefault}` on the pod.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.seccomp-by-default"),
    title: "every container has a seccomp profile",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#pod-security")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const HELP: &str = "set seccompProfile: {type: RuntimeDefault} on the pod";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_containers(cx, out, CLAUSE.id, HELP, |pod, container| {
        let profile = setting(pod, container, "seccompProfile").and_then(|own| own.dig_str(&["type"]));
        (profile != Some("RuntimeDefault"))
            .then(|| ("seccompProfile", format!("has seccomp profile {}", profile.unwrap_or("none"))))
    });
    judge_pods(cx, out, "seccompProfile", HELP, |value| {
        let profile = value.and_then(|own| own.dig_str(&["type"]));
        (profile != Some("RuntimeDefault")).then(|| "gives its pods no seccomp profile".to_owned())
    });
}
