use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{credentials::names_a_secret, name_of, pod_templates},
};

const DOCS: &str = "\
## What must hold

No variable whose name speaks of a password, token, secret, credential or access key has a literal `value`.

## Why it matters

Whoever may see the workload sees the value, and so does every process of the container's children and every crash report.

## How it is judged

The environment of every container is read; what `valueFrom` brings is right. Exceptions are in `contracts/exceptions.yaml`, written as workload, container and variable, with their reason.

## How to fix

Use `valueFrom.secretKeyRef`, or mount the Secret as a file.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.environment-without-secrets"),
    title: "no secret stands in the environment of a container as text",
    level: Level::Must,
    traces: &[Trace::new("FR-007a", "docs/stack.md#secrets")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for pod in pod_templates(cx.stack) {
        for container in pod.containers() {
            for (at, variable) in container.node.dig_seq(&["env"]).enumerate() {
                out.examine("variables");
                let name = variable.dig_str(&["name"]).unwrap_or_default();
                // A reference to another variable is none, and neither is a path or a switch.
                let literal = variable.dig_str(&["value"]).is_some_and(|value| {
                    !value.is_empty()
                        && !value.starts_with("$(")
                        && !value.starts_with('/')
                        && !matches!(value, "true" | "false")
                });
                if !literal || !names_a_secret(name) {
                    continue;
                }
                if cx.contracts.excepted(CLAUSE.id, &format!("{} {name}", name_of(&pod, &container))) {
                    continue;
                }
                let place = container.pointer.key("env").index(at).key("value");
                out.fail(
                    Finding::new(
                        format!("variable {name} of {} is written out", name_of(&pod, &container)),
                        pod.object.location(&place),
                    )
                    .help("take it from a Secret by `valueFrom.secretKeyRef`"),
                );
            }
        }
    }
}
