use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::pod_templates_of};

const DOCS: &str = "\
## What must hold

Every storage class, ingress class and priority class that the tree asks for is rendered for the cluster, is shipped by Kubernetes, or is listed in a contract under `provided`.

## Why it matters

A claim of an unknown class stays Pending, an Ingress of an unknown class is served by nobody, a pod of an unknown priority is refused.

## How it is judged

Claims, claim templates (also those of Prometheus and Alertmanager), Ingresses and pod templates are read. A claim without class is a finding, because the default class differs by cluster.

## How to fix

Correct the name of the class, or render it.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.classes-exist"),
    title: "every class that is asked for exists",
    level: Level::Must,
    traces: &[
        Trace::new("FR-002", "docs/stack.md#cross-object"),
        Trace::new("FR-003", "docs/stack.md#cross-object"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Priority classes that every Kubernetes has.
const SHIPPED: &[&str] = &["system-cluster-critical", "system-node-critical"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for object in cx.stack.objects() {
        let spec = JsonPointer::root().key("spec");
        let mut asked: Vec<(&str, Option<&str>, JsonPointer)> = Vec::new();
        let class_of = |claim: &'_ Node| claim.dig(&["spec", "storageClassName"]).cloned();
        let mut claims: Vec<(Option<Node>, JsonPointer)> = Vec::new();
        match object.kind() {
            "PersistentVolumeClaim" => claims.push((class_of(&object.node), spec.clone())),
            "StatefulSet" => {
                for (at, claim) in object.node.dig_seq(&["spec", "volumeClaimTemplates"]).enumerate() {
                    claims.push((class_of(claim), spec.key("volumeClaimTemplates").index(at).key("spec")));
                }
            }
            "Prometheus" | "Alertmanager" => {
                if let Some(claim) = object.node.dig(&["spec", "storage", "volumeClaimTemplate"]) {
                    claims
                        .push((class_of(claim), spec.key("storage").key("volumeClaimTemplate").key("spec")));
                }
            }
            "Ingress" => {
                asked.push((
                    "IngressClass",
                    object.node.dig_str(&["spec", "ingressClassName"]),
                    spec.key("ingressClassName"),
                ));
            }
            _ => {}
        }
        for (class, place) in &claims {
            asked.push((
                "StorageClass",
                class.as_ref().and_then(Node::as_str),
                place.key("storageClassName"),
            ));
        }
        if let Some(pod) = pod_templates_of(object)
            && let Some((place, spec)) = pod.spec()
            && let Some(class) = spec.dig_str(&["priorityClassName"])
            && !SHIPPED.contains(&class)
        {
            asked.push(("PriorityClass", Some(class), place.key("priorityClassName")));
        }
        for (kind, class, place) in asked {
            out.examine("classes");
            let Some(class) = class else {
                out.fail(
                    Finding::new(format!("{} names no {kind}", object.id), object.location(&place))
                        .help("name the class; the default differs by cluster"),
                );
                continue;
            };
            let rendered = cx.stack.find(&object.cluster, kind, "", class).is_some();
            let provided = cx
                .contracts
                .iter()
                .flat_map(|contract| &contract.provided)
                .any(|provided| provided.kind.value == kind && provided.name.value == class);
            if !rendered && !provided {
                out.fail(
                    Finding::new(
                        format!("{} asks for {kind} `{class}`, which nobody makes", object.id),
                        object.location(&place),
                    )
                    .help("correct the name, render the class, or list under `provided` who makes it"),
                );
            }
        }
    }
}
