use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::alertmanager::{Routing, routings},
};

const DOCS: &str = "\
## What must hold

Every way by which the receiver of the operators notifies also tells that an alert is resolved.

## Why it matters

Who is not told works on something that has mended itself, or learns to wait whether it does.

## How it is judged

`send_resolved` of each way, or the default of its kind: off for email, slack and wechat, on for the others.

## How to fix

Set `send_resolved: true` in `deploy/base/kube-prometheus-stack/alertmanager/alertmanager.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.operators-hear-the-end"),
    title: "operators are told when an alert is over",
    level: Level::Must,
    traces: &[
        Trace::new("FR-012a", "docs/stack.md#alertmanager"),
        Trace::new("FR-012b", "docs/stack.md#alertmanager"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The kinds of notification that do not tell the end of an alert unless told to.
const SILENT: [&str; 3] = ["email", "slack", "wechat"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let operators = cx.contracts.fact(ContractId::KubePrometheusStack, "receiver-operators");
    for routing in routings(cx, out) {
        let receivers: Vec<&Node> =
            routing.receivers().filter(|own| own.dig_str(&["name"]) == Some(&operators.value)).collect();
        if receivers.is_empty() {
            out.fail(
                Finding::new(format!("there is no receiver `{}`", operators.value), routing.place())
                    .related("the contract demands", operators.location.clone())
                    .help("define it, or correct the contract"),
            );
        }
        for (kind, settings) in receivers.into_iter().flat_map(Routing::ways) {
            out.examine("ways to notify");
            let told =
                settings.get("send_resolved").and_then(Node::as_bool).unwrap_or(!SILENT.contains(&kind));
            if !told {
                out.fail(
                    Finding::new(
                        format!(
                            "{kind} of receiver `{}` does not tell when an alert is over",
                            operators.value
                        ),
                        routing.place(),
                    )
                    .help("set send_resolved to true"),
                );
            }
        }
    }
}
