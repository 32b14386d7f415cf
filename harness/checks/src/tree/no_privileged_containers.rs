use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{judge_containers, setting},
};

const DOCS: &str = "\
## What must hold

No container sets `privileged: true`.

## Why it matters

A privileged container has every device and every capability of the node; whoever is in it is root on the node.

## How it is judged

`securityContext.privileged` of every container is read. Containers that cannot hold it are in `contracts/exceptions.yaml`, written as workload and container, with their reason.

## How to fix

Remove the setting, or name the one capability or device that is needed.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.no-privileged-containers"),
    title: "no container is privileged",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#pod-security")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const HELP: &str = "remove `privileged` from the container's security context";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_containers(cx, out, CLAUSE.id, HELP, |pod, container| {
        let privileged = setting(pod, container, "privileged").and_then(Node::as_bool) == Some(true);
        privileged.then(|| ("privileged", "is privileged".to_owned()))
    });
}
