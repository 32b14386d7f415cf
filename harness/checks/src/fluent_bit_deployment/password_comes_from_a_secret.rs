use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{OUTPUTS, collectors, each_section},
};

const DOCS: &str = "\
## What must hold

`HTTP_User` and `HTTP_Passwd` of every output are variables that the container fills from a Secret.

## Why it matters

The configuration is a ConfigMap: what is written into it is readable for everyone who may read the namespace, and it lies in Git.

## How it is judged

Both values must have the form `${NAME}`, and the environment of the container must take the name by `secretKeyRef`.

## How to fix

Write `${OS_USER}` and `${OS_PASS}`, and fill them under `env` from the Secret `fluent-bit-opensearch`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.password-comes-from-a-secret"),
    title: "the output takes its account from a Secret",
    level: Level::Must,
    traces: &[Trace::new("FR-007a", "docs/stack.md#secrets")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let collectors = collectors(cx, out);
    each_section(cx, out, OUTPUTS, |config, output, out| {
        let label = OUTPUTS.label(output);
        for key in ["HTTP_User", "HTTP_Passwd"] {
            let fault = |what: &str| {
                config
                    .fault(cx, OUTPUTS, format!("{key} of {label} {what}"))
                    .help("name a variable that `env` takes from a Secret by `secretKeyRef`")
            };
            let Some(value) = output.get(key) else {
                out.fail(fault("is not set"));
                continue;
            };
            let Some(name) = value.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) else {
                out.fail(fault("is written into the configuration"));
                continue;
            };
            for (.., container) in collectors.iter().filter(|(own, ..)| own.id == config.cluster.id) {
                let secret = container.node.dig_seq(&["env"]).any(|own| {
                    own.dig_str(&["name"]) == Some(name)
                        && own.dig(&["valueFrom", "secretKeyRef", "key"]).is_some()
                });
                if !secret {
                    out.fail(fault(&format!("is ${{{name}}}, which no Secret fills")));
                }
            }
        }
    });
}
