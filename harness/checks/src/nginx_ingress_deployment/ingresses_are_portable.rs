use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::kube::ingress_nginx::ingresses;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};
use conform_manifest::yaml::Node;

const DOCS: &str = "\
## What must hold

Every annotation of the controller on an Ingress is in the fact `annotations`.

## Why it matters

The controller is retired and will be replaced. What its successors do not read is lost then, and a snippet is configuration that anyone may write.

## How it is judged

Annotations that begin with `nginx.ingress.kubernetes.io/` are compared with the list.

## How to fix

Do it without the annotation, or add it to the list once a successor reads it too.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::NginxIngressDeployment, "nginx-ingress-deployment.ingresses-are-portable"),
    title: "no Ingress depends on what only this controller understands",
    level: Level::Must,
    traces: &[
        Trace::new("FR-003", "docs/stack.md#values-for-ingress"),
        Trace::new("FR-016", "docs/stack.md#values-for-ingress"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const PREFIX: &str = "nginx.ingress.kubernetes.io/";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let known = cx.contracts.fact(ContractId::NginxIngressDeployment, "annotations");
    for ingress in ingresses(cx, out) {
        let annotations = ingress.node.dig(&["metadata", "annotations"]).and_then(Node::as_map);
        for entry in annotations.into_iter().flatten() {
            let Some(name) = entry.key.strip_prefix(PREFIX) else { continue };
            if known.value.split_whitespace().all(|own| own != name) {
                let place = JsonPointer::root().key("metadata").key("annotations").key(&entry.key);
                out.fail(
                    Finding::new(
                        format!("{} has the annotation {name}, which ties it to this controller", ingress.id),
                        ingress.location(&place),
                    )
                    .related("the annotations that successors read", known.location.clone())
                    .help("do without it"),
                );
            }
        }
    }
}
