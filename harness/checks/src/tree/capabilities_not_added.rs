use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{judge_containers, setting},
};

const DOCS: &str = "\
## What must hold

No container adds a capability.

## Why it matters

`SYS_ADMIN` is root by another name, `NET_ADMIN` rewrites the node's routes, `DAC_READ_SEARCH` reads every file.

## How it is judged

`securityContext.capabilities.add` of every container is read. Containers that cannot hold it are in `contracts/exceptions.yaml`, written as workload and container, with their reason.

## How to fix

Remove the entry; choose a port above 1023 where it was there for binding one.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.capabilities-not-added"),
    title: "no container adds capabilities",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#pod-security")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const HELP: &str = "remove the capability from the container's security context";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_containers(cx, out, CLAUSE.id, HELP, |pod, container| {
        let mut added =
            setting(pod, container, "capabilities")?.dig_seq(&["add"]).filter_map(Node::as_str).peekable();
        added.peek()?;
        Some(("capabilities", format!("adds {}", added.collect::<Vec<_>>().join(", "))))
    });
}
