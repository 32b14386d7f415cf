use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::promql::rule_queries};

const DOCS: &str = "\
## What must hold

No expression asks for the node condition `DiskPressure`.

## Why it matters

Minikube switches disk eviction off, so the condition is never true: the alert cannot fire, and the list of alerts looks complete.

## How it is judged

Selectors of `kube_node_status_condition` and `kubelet_node_status_condition` whose matcher on `condition` admits `DiskPressure` are findings; without such a matcher they admit it.

## How to fix

Alert on `node_filesystem_avail_bytes`, on the volumes and on Longhorn's disks.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.node-conditions-are-not-trusted",
    ),
    title: "no alert waits for the node to report disk pressure",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/stack.md#m-2")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for rule in rule_queries(cx, out) {
        for selection in rule.read().into_iter().flat_map(|query| &query.selections) {
            out.examine("selectors");
            let asks = selection.metric.ends_with("_node_status_condition")
                && selection
                    .matchers
                    .iter()
                    .filter(|own| own.label == "condition")
                    .all(|own| own.admits("DiskPressure"));
            if asks {
                out.fail(
                    Finding::new(
                        format!("{} waits for a node condition that is never reported", rule.words()),
                        rule.location(&["expr"]),
                    )
                    .help("look at the disks themselves"),
                );
            }
        }
    }
}
