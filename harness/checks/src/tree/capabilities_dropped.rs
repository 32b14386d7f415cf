use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{judge_containers, setting},
};

const DOCS: &str = "\
## What must hold

Every container drops `ALL` capabilities.

## Why it matters

The runtime gives a container about a dozen, among them writing packets of any kind and files of any owner. Hardly any component needs one.

## How it is judged

`securityContext.capabilities.drop` of every container is read. Containers that cannot hold it are in `contracts/exceptions.yaml`, written as workload and container, with their reason.

## How to fix

Set `capabilities: {drop: [ALL]}` on the container.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.capabilities-dropped"),
    title: "every container drops all capabilities",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#pod-security")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const HELP: &str = "set capabilities: {drop: [ALL]} on the container";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_containers(cx, out, CLAUSE.id, HELP, |pod, container| {
        let dropped = setting(pod, container, "capabilities")
            .is_some_and(|own| own.dig_seq(&["drop"]).any(|name| name.as_str() == Some("ALL")));
        (!dropped).then(|| ("capabilities", "keeps the capabilities that the runtime gives".to_owned()))
    });
}
