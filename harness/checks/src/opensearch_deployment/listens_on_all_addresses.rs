use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Setting, judge_setting},
};

const DOCS: &str = "\
## What must hold

`network.host` of every node is `0.0.0.0` or `::`.

## Why it matters

By default OpenSearch listens on the loopback address. The pod then runs, and nothing reaches it, not even its own Service.

## How it is judged

The setting of every node is read.

## How to fix

Set `network.host: 0.0.0.0`; the chart does so by `networkHost`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.listens-on-all-addresses"),
    title: "every node listens beyond itself",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#values-for-opensearch")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_setting(
        cx,
        out,
        "network.host",
        "set networkHost to 0.0.0.0 in the values of the base",
        |_, own| {
            let text = own.map(Setting::text).unwrap_or_default();
            (!["0.0.0.0", "::"].contains(&text.as_str())).then(|| ("0.0.0.0".to_owned(), None))
        },
    );
}
