use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::component::FRONTEND,
    required::{On, in_each},
};

const DOCS: &str = "\
## What must hold

One Ingress of the central cluster leads to Query Frontend and asks for a password; none leads to Query, to a store or to a sidecar.

## Why it matters

Thanos has no login. Past the frontend there is neither splitting nor cache, and one long range takes Query down.

## How it is judged

The backends of every Ingress are compared with the Services of Thanos; the annotations for basic authentication are read.

## How to fix

Keep `deploy/base/thanos/ingress.yaml` as it is.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.only-the-frontend-has-an-ingress"),
    title: "people reach Thanos by the frontend, with a password",
    level: Level::Must,
    traces: &[
        Trace::new("FR-006", "docs/stack.md#values-for-thanos"),
        Trace::new("FR-017", "docs/design.md#fr-017"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Services of Thanos that nobody outside may reach.
const INSIDE: &[&str] =
    &["thanos-query", "thanos-store", "thanos-compact", "kps-thanos-discovery", "kps-thanos-external"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    in_each(cx, out, On::Central, "Ingress that leads to Query Frontend", |cluster, out| {
        let mut found = 0;
        for ingress in cx.stack.of_kind("Ingress").filter(|ingress| ingress.cluster == cluster.id) {
            let mut leads: Vec<&str> = ingress
                .node
                .dig_seq(&["spec", "rules"])
                .flat_map(|rule| rule.dig_seq(&["http", "paths"]))
                .chain(ingress.node.get("spec"))
                .filter_map(|path| {
                    let backend = path.get("backend").or_else(|| path.get("defaultBackend"));
                    backend.and_then(|backend| backend.dig_str(&["service", "name"]))
                })
                .collect();
            leads.dedup();
            for service in leads {
                out.examine("backends");
                if INSIDE.contains(&service) {
                    out.fail(
                        Finding::new(
                            format!("{} leads to {service}", ingress.id),
                            ingress.location(&JsonPointer::root().key("spec")),
                        )
                        .help("let it lead to thanos-query-frontend"),
                    );
                }
                if service != FRONTEND.name {
                    continue;
                }
                found += 1;
                let annotation =
                    |name: &str| ingress.annotation(&format!("nginx.ingress.kubernetes.io/{name}"));
                if annotation("auth-type") != Some("basic") || annotation("auth-secret").is_none() {
                    out.fail(
                        Finding::new(
                            format!("{} asks nobody for a password", ingress.id),
                            ingress.location(&JsonPointer::root().key("metadata").key("annotations")),
                        )
                        .help("set auth-type basic and auth-secret"),
                    );
                }
            }
        }
        found
    });
}
