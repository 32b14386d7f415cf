use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        alert_rules,
        alertmanager::{follow, routings},
    },
};

const DOCS: &str = "\
## What must hold

Every alert of the stack, but for the one that always fires, ends at the receiver of the operators and nowhere else, whatever its severity.

## Why it matters

A route is written for one alert and takes others along, or takes a severity away from those who must act on it. Each receiver then notifies somebody, and still the wrong one hears of a full disk.

## How it is judged

The labels of each alert rule of a cluster are sent down the route tree as Alertmanager does it. The alert that always fires is the one whose severity is `none`.

## How to fix

Correct the matchers of the routes in `deploy/base/kube-prometheus-stack/alertmanager/alertmanager.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.alerts-reach-the-operators"),
    title: "every alert ends at the receiver of the operators",
    level: Level::Must,
    traces: &[
        Trace::new("FR-012a", "docs/stack.md#alertmanager"),
        Trace::new("FR-012", "docs/design.md#fr-012"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let operators = cx.contracts.fact(ContractId::KubePrometheusStack, "receiver-operators");
    let rules = alert_rules(cx.stack);
    for routing in routings(cx, out) {
        let own =
            rules.iter().filter(|rule| rule.object.cluster == routing.cluster.id && !rule.always_fires());
        for rule in own {
            out.examine("alerts");
            let reached = follow(&routing, &rule.labels(&routing.cluster.id), out);
            if reached.as_deref().is_some_and(|reached| reached != [operators.value.as_str()]) {
                let reached = reached.unwrap_or_default().join(", ");
                out.fail(
                    Finding::new(
                        format!("{} reaches {reached}, not {}", rule.name(), operators.value),
                        rule.location(&["labels"]),
                    )
                    .related("the routes", routing.place())
                    .related("the contract demands", operators.location.clone())
                    .help("narrow the matchers of the route that takes it away"),
                );
            }
        }
    }
}
