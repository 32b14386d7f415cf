use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{judge_containers, setting},
};

const DOCS: &str = "\
## What must hold

Every container has a read-only root file system and writes to volumes alone.

## Why it matters

What is written to the image is gone with the container, fills the node's disk unseen, and is where somebody who got in leaves a program.

## How it is judged

`securityContext.readOnlyRootFilesystem` of every container is read; absent means writable. Containers that cannot hold it are in `contracts/exceptions.yaml`, written as workload and container, with their reason.

## How to fix

Set `readOnlyRootFilesystem: true` and mount an emptyDir where the program needs to write.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.root-filesystems-read-only"),
    title: "no container writes to its image",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#pod-security")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const HELP: &str = "set readOnlyRootFilesystem: true and mount a volume where the program writes";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_containers(cx, out, CLAUSE.id, HELP, |pod, container| {
        let fixed = setting(pod, container, "readOnlyRootFilesystem").and_then(Node::as_bool) == Some(true);
        (!fixed).then(|| ("readOnlyRootFilesystem", "may write to its image".to_owned()))
    });
}
