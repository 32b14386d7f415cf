use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::pod_templates};

const DOCS: &str = "\
## What must hold

Every pod template and every Prometheus and Alertmanager names a ServiceAccount that the same cluster renders in the same namespace; none falls back to `default`.

## Why it matters

Pods of a missing account are never created. Pods of `default` share whatever anyone grants to it.

## How it is judged

The field `serviceAccountName` is resolved within cluster and namespace.

## How to fix

Give the component its own ServiceAccount and name it in the pod template.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.service-accounts-exist"),
    title: "every pod runs as a service account that exists",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#cross-object")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for pod in pod_templates(cx.stack) {
        out.examine("pods");
        let object = pod.object;
        let (place, spec) = pod.spec().map_or_else(
            || (JsonPointer::root().key("spec"), object.node.get("spec")),
            |(place, spec)| (place.clone(), Some(spec)),
        );
        let place = place.key("serviceAccountName");
        match spec.and_then(|spec| spec.dig_str(&["serviceAccountName"])) {
            None | Some("default") => out.fail(
                Finding::new(
                    format!("the pods of {} run as the account `default`", object.id),
                    object.location(&place),
                )
                .help("render a ServiceAccount for the component and name it in spec.serviceAccountName"),
            ),
            Some(name) => {
                if cx.stack.find(&object.cluster, "ServiceAccount", object.namespace(), name).is_none() {
                    out.fail(
                        Finding::new(
                            format!("the pods of {} run as `{name}`, which no stage renders", object.id),
                            object.location(&place),
                        )
                        .help("correct the name or render the ServiceAccount"),
                    );
                }
            }
        }
    }
}
