use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{judge_spec_field, pointer, seconds},
};

const DOCS: &str = "\
## What must hold

Every Prometheus evaluates rules at the interval of the contract, and no group of rules waits longer.

## Why it matters

The `for` of each alert counts evaluations. The default of the operator is another one, and a group with a long interval of its own delays its alerts without a word.

## How it is judged

`spec.evaluationInterval` of every Prometheus is compared with the contract, the `interval` of every group of a PrometheusRule must not be longer.

## How to fix

Set `prometheus.prometheusSpec.evaluationInterval`, and leave `interval` out of groups.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.rules-evaluated-at-the-interval",
    ),
    title: "rules are evaluated as often as the contract says",
    level: Level::Must,
    traces: &[Trace::new("FR-012", "docs/design.md#contract-4")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_spec_field(cx, out, "evaluationInterval", FACT);
    let demanded = cx.contracts.fact(ContractId::KubePrometheusStack, FACT);
    for rule in cx.stack.of_kind("PrometheusRule") {
        for (at, group) in rule.node.dig_seq(&["spec", "groups"]).enumerate() {
            out.examine("groups of rules");
            let Some(own) = group.dig_str(&["interval"]) else { continue };
            if seconds(own).is_none_or(|own| Some(own) > seconds(&demanded.value)) {
                let name = group.dig_str(&["name"]).unwrap_or_default();
                let place = pointer(&["spec", "groups"]).index(at).key("interval");
                out.fail(
                    Finding::new(
                        format!("group `{name}` is evaluated every {own}, not every {}", demanded.value),
                        rule.location(&place),
                    )
                    .related("the contract demands", demanded.location.clone())
                    .help("leave `interval` out of the group"),
                );
            }
        }
    }
}

/// The fact that holds the interval.
const FACT: &str = "evaluation-interval";
