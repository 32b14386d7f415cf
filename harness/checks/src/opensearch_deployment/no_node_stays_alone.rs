use conform_model::{ClauseId, ContractId, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::opensearch::judge_setting};

const DOCS: &str = "\
## What must hold

`discovery.type` of no node is `single-node`.

## Why it matters

Such a node elects itself, joins nobody, and reports a green cluster.

## How it is judged

The setting of every node is read; absent is right.

## How to fix

Take `discovery.type` out; the chart sets it if `singleNode` is true.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.no-node-stays-alone"),
    title: "no node is told to be the only one",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#o-2")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_setting(cx, out, "discovery.type", "take singleNode out of the values", |_, own| {
        let alone = own.is_some_and(|own| own.text() == "single-node");
        alone.then(|| ("a cluster of several".to_owned(), None))
    });
}
