use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::kube::ingress_nginx::ingresses;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Every Ingress has `ingressClassName` with the class of the contract and not the old annotation.

## Why it matters

An Ingress without class depends on which class happens to be the default when it is created. The annotation is deprecated, and beside the field it is refused.

## How it is judged

`spec.ingressClassName` and the annotation `kubernetes.io/ingress.class` of every Ingress are read.

## How to fix

Set `spec.ingressClassName: nginx` in the base.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::NginxIngressDeployment,
        "nginx-ingress-deployment.ingresses-name-their-class",
    ),
    title: "every Ingress names the class of the contract",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/stack.md#values-for-ingress")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const OLD: &str = "kubernetes.io/ingress.class";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let class = cx.contracts.fact(ContractId::NginxIngressDeployment, "class");
    for ingress in ingresses(cx, out) {
        let named = ingress.node.dig_str(&["spec", "ingressClassName"]);
        let mut wrong = |message: String, place: &JsonPointer| {
            out.fail(
                Finding::new(message, ingress.location(place))
                    .related("the contract demands", class.location.clone())
                    .help(format!("set spec.ingressClassName: {}", class.value)),
            );
        };
        if named != Some(&class.value) {
            let place = JsonPointer::root().key("spec").key("ingressClassName");
            wrong(
                format!("{} names class {}, not {}", ingress.id, named.unwrap_or("nobody's"), class.value),
                &place,
            );
        }
        if ingress.annotation(OLD).is_some() {
            let place = JsonPointer::root().key("metadata").key("annotations").key(OLD);
            wrong(format!("{} names its class by the old annotation", ingress.id), &place);
        }
    }
}
