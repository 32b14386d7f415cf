use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};
use crate::{
    required::{On, in_each},
    sources::with_values_key,
};
use conform_manifest::Object;

const DOCS: &str = "\
## What must hold

Every cluster has the IngressClass of the fact `class`, it is the default, and no other is.

## Why it matters

With two default classes the API server refuses every Ingress that names none; with none nobody serves it.

## How it is judged

The annotation of default classes is read on every IngressClass.

## How to fix

Set `controller.ingressClassResource.default: true`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::NginxIngressDeployment, "nginx-ingress-deployment.default-class"),
    title: "the class of the controller is the one default class",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/stack.md#values-for-ingress")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const DEFAULT: &str = "ingressclass.kubernetes.io/is-default-class";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let class = cx.contracts.fact(ContractId::NginxIngressDeployment, "class");
    in_each(cx, out, On::Every, "IngressClass", |cluster, out| {
        let classes: Vec<&Object> =
            cx.stack.of_kind("IngressClass").filter(|own| own.cluster == cluster.id).collect();
        for own in &classes {
            out.examine("classes");
            let default = own.annotation(DEFAULT) == Some("true");
            let wanted = own.name() == class.value;
            if default == wanted {
                continue;
            }
            let message = if wanted {
                format!("class {} of {} is not the default", own.name(), cluster.id)
            } else {
                format!("class {} of {} is a default beside {}", own.name(), cluster.id, class.value)
            };
            let place = JsonPointer::root().key("metadata").key("annotations").key(DEFAULT);
            let finding = Finding::new(message, own.location(&place))
                .related("the contract demands", class.location.clone())
                .help("set controller.ingressClassResource.default for this class alone");
            out.fail(with_values_key(finding, cx, own, &["controller", "ingressClassResource", "default"]));
        }
        if classes.iter().any(|own| own.name() == class.value) { classes.len() } else { 0 }
    });
}
