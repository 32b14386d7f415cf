use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    required::{On, Required},
};

const DOCS: &str = "\
## What must hold

The cluster role of the collector allows get, list and watch of pods and namespaces.

## Why it matters

It runs as root on every node with a token. Any further right is one for whoever takes it over.

## How it is judged

All rules of the roles that are bound to its service account are read.

## How to fix

Leave `rbac` in the values file as the chart has it: no `nodeAccess`, no `eventsAccess`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.rights-are-to-read"),
    title: "the collector may read pods and namespaces and nothing else",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#least-privilege")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (cluster, role) in ROLE.find(cx, out, On::Every) {
        let mut granted = Vec::new();
        for (at, rule) in role.node.dig_seq(&["rules"]).enumerate() {
            out.examine("rules");
            let place = JsonPointer::root().key("rules").index(at);
            let verbs: Vec<&str> = rule.dig_seq(&["verbs"]).filter_map(Node::as_str).collect();
            let resources: Vec<&str> = rule.dig_seq(&["resources"]).filter_map(Node::as_str).collect();
            let core = rule.dig_seq(&["apiGroups"]).all(|group| group.as_str() == Some(""));
            let more = verbs
                .iter()
                .find(|verb| !VERBS.contains(verb))
                .or_else(|| resources.iter().find(|resource| !core || !RESOURCES.contains(resource)));
            if let Some(more) = more {
                out.fail(
                    Finding::new(
                        format!("the collector of cluster {} may also `{more}`", cluster.id),
                        role.location(&place),
                    )
                    .help("allow get, list and watch of pods and namespaces alone"),
                );
            }
            granted
                .extend(resources.iter().filter(|_| VERBS.iter().all(|verb| verbs.contains(verb))).copied());
        }
        for resource in RESOURCES.iter().filter(|resource| !granted.contains(resource)) {
            let place = JsonPointer::root().key("rules");
            out.fail(
                Finding::new(
                    format!(
                        "the collector of cluster {} may not read {resource}: records come without metadata",
                        cluster.id
                    ),
                    role.location(&place),
                )
                .help("allow get, list and watch of pods and namespaces"),
            );
        }
    }
}

const ROLE: Required = Required::new("ClusterRole", "", "fluent-bit");
const VERBS: &[&str] = &["get", "list", "watch"];
const RESOURCES: &[&str] = &["namespaces", "pods"];
