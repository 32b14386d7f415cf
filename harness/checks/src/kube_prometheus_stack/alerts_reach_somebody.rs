use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::alertmanager::routings};

const DOCS: &str = "\
## What must hold

Every route has a receiver, its own or that of the route above, and every receiver that exists notifies by at least one way.

## Why it matters

The chart's default sends everything to a receiver called `null`. Everything is green, alerts fire, and nobody hears of them.

## How it is judged

The configuration is taken from the Secret that `spec.configSecret` of Alertmanager names and read as YAML; receivers without any `*_configs` are those that tell nobody.

## How to fix

Give the receiver a way to notify in `deploy/base/kube-prometheus-stack/alertmanager/alertmanager.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.alerts-reach-somebody"),
    title: "no route ends at a receiver that tells nobody",
    level: Level::Must,
    traces: &[Trace::new("FR-012a", "docs/stack.md#alertmanager")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for routing in routings(cx, out) {
        let routes = routing.routes();
        if routes.is_empty() {
            out.fail(
                Finding::new("the configuration of Alertmanager has no route", routing.place())
                    .help("write a route with a receiver that notifies"),
            );
        }
        for route in routes {
            out.examine("routes");
            let message = match route.receiver {
                None => format!("{} has no receiver", route.path),
                Some(name) if routing.is_silent(name) => {
                    format!("{} ends at receiver `{name}`, which tells nobody", route.path)
                }
                Some(_) => continue,
            };
            out.fail(
                Finding::new(message, routing.place())
                    .help("give the receiver a way to notify, such as webhook_configs"),
            );
        }
    }
}
