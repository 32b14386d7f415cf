use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Every backend of every Ingress names a Service of its own namespace and one of that Service's ports.

## Why it matters

An Ingress to a name that does not exist answers 503 to everybody while all pods are ready. Backend names depend on release names, which is how they drift.

## How it is judged

The backends of all rules and the default backend are resolved within the cluster.

## How to fix

Correct the Service's name or port in the Ingress.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.ingress-backends-exist"),
    title: "every Ingress leads to a Service port that exists",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/stack.md#i-4")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for ingress in cx.stack.of_kind("Ingress") {
        let spec = JsonPointer::root().key("spec");
        let mut backends: Vec<(JsonPointer, &Node)> = Vec::new();
        if let Some(backend) = ingress.node.dig(&["spec", "defaultBackend"]) {
            backends.push((spec.key("defaultBackend"), backend));
        }
        for (at, rule) in ingress.node.dig_seq(&["spec", "rules"]).enumerate() {
            let paths = spec.key("rules").index(at).key("http").key("paths");
            for (path, entry) in rule.dig_seq(&["http", "paths"]).enumerate() {
                if let Some(backend) = entry.get("backend") {
                    backends.push((paths.index(path).key("backend"), backend));
                }
            }
        }
        for (place, backend) in backends {
            out.examine("backends");
            let place = place.key("service");
            let name = backend.dig_str(&["service", "name"]).unwrap_or_default();
            let Some(service) = cx.stack.find(&ingress.cluster, "Service", ingress.namespace(), name) else {
                out.fail(
                    Finding::new(
                        format!(
                            "{} leads to Service `{name}`, which its namespace does not have",
                            ingress.id
                        ),
                        ingress.location(&place.key("name")),
                    )
                    .help("correct the name of the Service"),
                );
                continue;
            };
            let port = backend.dig(&["service", "port"]);
            let has = |field: &str, wanted: &Node| {
                service
                    .node
                    .dig_seq(&["spec", "ports"])
                    .any(|own| own.get(field).is_some_and(|own| own.value == wanted.value))
            };
            let known =
                match (port.and_then(|port| port.get("name")), port.and_then(|port| port.get("number"))) {
                    (Some(name), _) => has("name", name),
                    (None, Some(number)) => has("port", number),
                    (None, None) => false,
                };
            if !known {
                out.fail(
                    Finding::new(
                        format!("{} leads to a port that {} does not have", ingress.id, service.id),
                        ingress.location(&place.key("port")),
                    )
                    .related("the Service's ports", service.location(&spec.key("ports")))
                    .help("name one of the Service's ports"),
                );
            }
        }
    }
}
