use conform_manifest::Object;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::is_namespaced};

const DOCS: &str = "\
## What must hold

Every namespaced object names its namespace, and it is one of the stack's namespaces; `kube-system` is allowed for the Services and Endpoints through which Prometheus finds the control plane, and for their roles. A cluster-wide object names none.

## Why it matters

An object without a namespace lands in whatever namespace the caller's context happens to name. The chart of OpenSearch writes none at all, and what kustomize adds differs by its version.

## How it is judged

Each object is compared with the scope of its kind: built-in kinds by name, custom resources by their definition in the tree. The allowed namespaces are those of `contracts/topology.yaml`.

## How to fix

Write `metadata.namespace` into the object, or patch it in with a JSON 6902 patch on the rendered object; an overlay-wide `namespace:` is no fix, since it moves Longhorn and the ingress as well.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.namespaces-explicit"),
    title: "every namespaced object names one of the stack's namespaces",
    level: Level::Must,
    traces: &[Trace::new("FR-018", "docs/design.md#fr-018"), Trace::new("FR-019", "docs/stack.md#k-21")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Kinds that the stack may put into `kube-system`.
const IN_KUBE_SYSTEM: &[&str] = &["Service", "Endpoints", "EndpointSlice", "Role", "RoleBinding"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let definitions: Vec<&Object> = cx.stack.of_kind("CustomResourceDefinition").collect();
    let allowed = &cx.contracts.topology.namespaces;
    let field = JsonPointer::root().key("metadata").key("namespace");
    for object in cx.stack.objects() {
        out.examine("objects");
        let namespaced = is_namespaced(object, definitions.iter().copied());
        let message = match &object.id.namespace {
            None if namespaced => format!("{} names no namespace", object.id),
            Some(namespace) if !namespaced => {
                format!("{} is cluster-wide but names namespace `{namespace}`", object.kind())
            }
            Some(namespace) if allowed.iter().any(|own| own.value == *namespace) => continue,
            Some(namespace) if namespace == "kube-system" && IN_KUBE_SYSTEM.contains(&object.kind()) => {
                continue;
            }
            Some(namespace) => format!("namespace `{namespace}` is none of the stack's namespaces"),
            None => continue,
        };
        let mut finding = Finding::new(message, object.location(&field))
            .help("write metadata.namespace, or patch it in by JSON 6902 on the rendered object");
        if let Some(first) = allowed.first() {
            finding = finding.related("the namespaces are these", first.location.clone());
        }
        out.fail(finding);
    }
}
