use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        alert_rules,
        alertmanager::{follow, routings},
        seconds,
    },
    required::missing,
};

const DOCS: &str = "\
## What must hold

In every cluster one alert has severity `none` and fires always. It ends at the receiver of the dead man's switch alone, and its route repeats it as often as the contract says.

## Why it matters

Nobody notices that Prometheus or Alertmanager is gone, since both are what would tell. Somebody outside expects this alert every few minutes and calls when it stays away; sent to the operators instead, it is noise that they switch off.

## How it is judged

The alert is sent down the route tree; `repeat_interval` and `group_interval` of the routes to that receiver are compared with the contract as durations.

## How to fix

Correct the route in `deploy/base/kube-prometheus-stack/alertmanager/alertmanager.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.watchdog-reaches-its-switch"),
    title: "the alert that always fires keeps the dead man's switch quiet",
    level: Level::Must,
    traces: &[Trace::new("FR-012a", "docs/stack.md#alertmanager")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let fact = |name: &str| cx.contracts.fact(ContractId::KubePrometheusStack, name);
    let (switch, repeat) = (fact("receiver-watchdog"), fact("watchdog-repeat"));
    let rules = alert_rules(cx.stack);
    for routing in routings(cx, out) {
        let cluster = &routing.cluster.id;
        let mut own =
            rules.iter().filter(|rule| rule.object.cluster == *cluster && rule.always_fires()).peekable();
        if own.peek().is_none() {
            out.fail(missing(routing.cluster, "alert with severity none, which always fires"));
        }
        for rule in own {
            out.examine("alerts");
            let reached = follow(&routing, &rule.labels(cluster), out);
            if reached.as_deref().is_some_and(|reached| reached != [switch.value.as_str()]) {
                let reached = reached.unwrap_or_default().join(", ");
                out.fail(
                    Finding::new(
                        format!("{} reaches {reached}, not {}", rule.name(), switch.value),
                        rule.location(&["labels"]),
                    )
                    .related("the routes", routing.place())
                    .help("let a route of its own take it to the dead man's switch"),
                );
            }
        }
        for route in routing.routes().iter().filter(|route| route.receiver == Some(&switch.value)) {
            out.examine("routes");
            for field in ["repeat_interval", "group_interval"] {
                let own = route.node.dig_str(&[field]);
                let often = own.and_then(seconds).is_some_and(|own| Some(own) <= seconds(&repeat.value));
                if !often {
                    let own = own.unwrap_or("inherited");
                    out.fail(
                        Finding::new(
                            format!("{field} of {} is {own}, not {} at most", route.path, repeat.value),
                            routing.place(),
                        )
                        .related("the contract demands", repeat.location.clone())
                        .help("set it on the route of the dead man's switch"),
                    );
                }
            }
        }
    }
}
