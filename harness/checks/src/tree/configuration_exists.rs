use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::references};

const DOCS: &str = "\
## What must hold

Every ConfigMap and Secret that a pod, a custom resource or an Ingress refers to is rendered for the same cluster and namespace, with the keys that are named, or is listed in a contract under `provided`.

## Why it matters

A pod that mounts a missing Secret stays in ContainerCreating for ever. With skipped hooks the Secrets of a chart's webhooks are never made.

## How it is judged

Volumes, projected volumes, environment, image pull secrets, the fields of Prometheus, Alertmanager and ServiceMonitors that select a key, TLS entries and authentication annotations of Ingresses are resolved. References marked optional are left out.

## How to fix

Render the object, correct the name or key, or list under `provided` who makes it at run time.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.configuration-exists"),
    title: "every ConfigMap and Secret that is referred to exists, with the key",
    level: Level::Must,
    traces: &[Trace::new("FR-018", "docs/stack.md#cross-object"), Trace::new("FR-007a", "docs/stack.md#k-3")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for object in cx.stack.objects() {
        for reference in references(object) {
            out.examine("references");
            let provided = cx.contracts.iter().flat_map(|contract| &contract.provided).any(|provided| {
                provided.kind.value == reference.kind
                    && provided.name.value == reference.name
                    && provided.namespace.as_ref().is_none_or(|own| own.value == object.namespace())
            });
            if provided {
                continue;
            }
            let place = object.location(&reference.place);
            let Some(target) =
                cx.stack.find(&object.cluster, reference.kind, object.namespace(), &reference.name)
            else {
                out.fail(
                    Finding::new(
                        format!(
                            "{} refers to {} `{}`, which no stage renders",
                            object.id, reference.kind, reference.name
                        ),
                        place,
                    )
                    .help("render it, correct the name, or list under `provided` of a contract who makes it"),
                );
                continue;
            };
            for (key, place) in &reference.keys {
                let has = ["data", "stringData", "binaryData"]
                    .into_iter()
                    .any(|field| target.node.dig(&[field, key.as_str()]).is_some());
                if !has {
                    let name = JsonPointer::root().key("metadata").key("name");
                    out.fail(
                        Finding::new(
                            format!("{} has no key `{key}`, which {} refers to", target.id, object.id),
                            object.location(place),
                        )
                        .related("the object", target.location(&name))
                        .help("add the key or correct its name"),
                    );
                }
            }
        }
    }
}
