use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::alertmanager::routings};

const DOCS: &str = "\
## What must hold

Every route groups alerts by `cluster`, or does not group at all (`...`).

## Why it matters

Alerts of two clusters in one group arrive as one message under the name of the first, and the second adds a line to a message that was read already.

## How it is judged

`group_by` of each route, its own or that of the route above, holds `cluster` or `...`.

## How to fix

Add `cluster` to `group_by` in `deploy/base/kube-prometheus-stack/alertmanager/alertmanager.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.groups-name-their-cluster"),
    title: "notifications are grouped by cluster",
    level: Level::Must,
    traces: &[Trace::new("FR-012a", "docs/stack.md#alertmanager")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for routing in routings(cx, out) {
        for route in routing.routes() {
            out.examine("routes");
            if !route.group_by.iter().any(|label| *label == "cluster" || *label == "...") {
                out.fail(
                    Finding::new(format!("{} does not group by cluster", route.path), routing.place())
                        .help("add cluster to group_by"),
                );
            }
        }
    }
}
