use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::kube::ingress_nginx::controllers;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

The IngressClass names the controller by the string that the controller was started with, and the flag `--ingress-class` names the class.

## Why it matters

Where the two strings differ the controller ignores the class. Every Ingress is accepted and none is served.

## How it is judged

`spec.controller` of the class of the contract is compared with `--controller-class`.

## How to fix

Set `controller.ingressClassResource.controllerValue` once; the chart fills both.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::NginxIngressDeployment,
        "nginx-ingress-deployment.class-names-its-controller",
    ),
    title: "the class is the one that the controller serves",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/stack.md#values-for-ingress")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let class = cx.contracts.fact(ContractId::NginxIngressDeployment, "class");
    for (cluster, controller) in controllers(cx, out) {
        let value = |name: &str| controller.flag(name).and_then(|flag| flag.value).unwrap_or_default();
        let named = cx.stack.find(&cluster.id, "IngressClass", "", &class.value);
        let served = named.and_then(|own| own.node.dig_str(&["spec", "controller"])).unwrap_or("no class");
        for (flag, wanted) in [("controller-class", served), ("ingress-class", class.value.as_str())] {
            if value(flag) != wanted {
                let mut finding = Finding::new(
                    format!(
                        "the controller of {} has --{flag}={}, its class says {wanted}",
                        cluster.id,
                        value(flag)
                    ),
                    controller.flag_location(flag),
                )
                .help("let controller.ingressClassResource fill both");
                if let Some(named) = named {
                    finding = finding.related("the class", named.location(&JsonPointer::root().key("spec")));
                }
                out.fail(finding);
            }
        }
    }
}
