use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        datasources::datasources,
        grafana_server::{grafanas, reference_reason},
    },
};

const DOCS: &str = "\
## What must hold

Every secret of a datasource is a reference to a variable that Grafana takes from a Secret, or to a file that it mounts from one.

## Why it matters

Datasources are ConfigMaps, which everybody may read who may read anything, and which stand in Git.

## How it is judged

Each value under `secureJsonData` must be `$__env{…}` or `$__file{…}`, and the variable or file must come from a Secret; the old fields `password` and `basicAuthPassword` must be absent.

## How to fix

Put the value into a Secret of stage 20-secrets, and name it under `grafana.envValueFrom`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.datasource-passwords-from-secrets",
    ),
    title: "no datasource holds a password itself",
    level: Level::Must,
    traces: &[Trace::new("FR-007a", "docs/stack.md#grafana")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Fields in which older versions took a password in clear.
const IN_CLEAR: [&str; 2] = ["password", "basicAuthPassword"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let found = datasources(cx, out);
    for grafana in grafanas(cx, out) {
        for datasource in found.iter().filter(|datasource| datasource.map.cluster == grafana.cluster.id) {
            out.examine("datasources");
            let label = datasource.label();
            let mut fail = |message: String| {
                out.fail(
                    Finding::new(message, datasource.place())
                        .help("refer to a variable from a Secret: $__env{NAME}, with grafana.envValueFrom"),
                );
            };
            for field in IN_CLEAR {
                if datasource.text(&[field]).is_some() {
                    fail(format!("datasource `{label}` holds `{field}` in clear"));
                }
            }
            let secrets = datasource.node.get("secureJsonData").and_then(Node::as_map);
            for entry in secrets.into_iter().flatten().filter(|entry| &*entry.key != "tlsCACert") {
                let value = entry.value.as_str().unwrap_or_default();
                if let Some(reason) = reference_reason(cx.stack, &grafana, value) {
                    fail(format!("{} of datasource `{label}` {reason}", entry.key));
                }
            }
        }
    }
}
