use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{credentials::strings, references},
};

const DOCS: &str = "\
## What must hold

Every ConfigMap and Secret that the tree renders is mounted, read or named by another object of its cluster, or is picked up by a label.

## Why it matters

Configuration that nobody reads looks as if it had an effect. A Secret that nobody uses is a credential that is only there to be taken.

## How it is judged

References of pods, custom resources, monitors and Ingresses are resolved, as are arguments that name the object. ConfigMaps with the labels of Grafana's sidecars count as used; others are in `contracts/exceptions.yaml`, written as the object, with their reason.

## How to fix

Remove the object, or refer to it.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.configuration-is-used"),
    title: "every ConfigMap and Secret is used by something",
    level: Level::Must,
    traces: &[Trace::new("FR-018", "docs/stack.md#cross-object")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Labels by which the sidecars of Grafana find their `ConfigMap` objects.
const PICKED_UP: [&str; 2] = ["grafana_dashboard", "grafana_datasource"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for cluster in &cx.contracts.topology.clusters {
        let own = || cx.stack.objects().filter(|object| object.cluster == cluster.id);
        let mut used: Vec<(&str, String, String)> = Vec::new();
        let mut words: Vec<&str> = Vec::new();
        for object in own() {
            for reference in references(object) {
                used.push((reference.kind, object.namespace().to_owned(), reference.name));
            }
            if matches!(object.kind(), "DaemonSet" | "Deployment" | "IngressClass") {
                words.extend(strings(&object.node).into_iter().map(|(_, text)| text));
            }
        }
        for object in own().filter(|object| matches!(object.kind(), "ConfigMap" | "Secret")) {
            out.examine("objects");
            let referred = used.iter().any(|(kind, namespace, name)| {
                *kind == object.kind() && namespace == object.namespace() && name == object.name()
            });
            let path = format!("/{}", object.name());
            let picked = PICKED_UP.iter().any(|label| object.label(label).is_some());
            if referred
                || picked
                || words.iter().any(|word| word.ends_with(&path))
                || cx.contracts.excepted(CLAUSE.id, &object.id.to_string())
            {
                continue;
            }
            out.fail(
                Finding::missing(
                    format!("nothing uses {}", object.id),
                    object.location(&JsonPointer::root().key("metadata").key("name")),
                )
                .help("remove it, or refer to it"),
            );
        }
    }
}
