use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{judge_containers, setting},
};

const DOCS: &str = "\
## What must hold

Every container sets `allowPrivilegeEscalation: false`.

## Why it matters

Otherwise a program with the setuid bit, of which every distribution has a few, is all that lies between the process and root.

## How it is judged

`securityContext.allowPrivilegeEscalation` of every container is read; absent means allowed. Containers that cannot hold it are in `contracts/exceptions.yaml`, written as workload and container, with their reason.

## How to fix

Set `allowPrivilegeEscalation: false` on the container.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.privileges-not-escalated"),
    title: "no container may gain privileges",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#pod-security")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const HELP: &str = "set allowPrivilegeEscalation: false on the container";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_containers(cx, out, CLAUSE.id, HELP, |pod, container| {
        let denied =
            setting(pod, container, "allowPrivilegeEscalation").and_then(Node::as_bool) == Some(false);
        (!denied).then(|| ("allowPrivilegeEscalation", "may gain privileges".to_owned()))
    });
}
