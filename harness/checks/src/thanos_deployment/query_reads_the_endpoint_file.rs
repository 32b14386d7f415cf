use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{component::central, files::Held, thanos::QUERY},
};

const DOCS: &str = "\
## What must hold

`--endpoint.sd-config-file` names a file that a ConfigMap of the stack holds, and no endpoint is given by a flag beside it.

## Why it matters

A path that is wrong by one letter keeps Query from starting; a mount that is never named leaves it with no store at all, ready and empty.

## How it is judged

The path is followed through the volume mounts to the ConfigMap and its key.

## How to fix

Mount the ConfigMap `thanos-endpoints` and name the file below the mount.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.query-reads-the-endpoint-file"),
    title: "Query is told where its endpoint file is",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#strict-endpoints")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for query in central(cx, out, QUERY) {
        out.examine("queries");
        let place = query.place("endpoint.sd-config-file");
        let finding = match query.value("endpoint.sd-config-file") {
            None => Finding::new("Query is given no endpoint file", place),
            Some(path) => match query.held(path) {
                Held::ConfigMap { name, key } => {
                    let object = query.object;
                    match cx.stack.find(&object.cluster, "ConfigMap", object.namespace(), name) {
                        Some(map) if map.node.dig(&["data", &key]).is_some() => continue,
                        Some(map) => {
                            Finding::new(format!("{} holds no {key}, which Query is to read", map.id), place)
                        }
                        None => {
                            Finding::missing(format!("no ConfigMap {name} holds {path} for Query"), place)
                        }
                    }
                }
                _ => Finding::new(format!("{path} is in no ConfigMap that Query mounts"), place),
            },
        };
        out.fail(
            finding.help(
                "mount the ConfigMap with the endpoints, and name the file by --endpoint.sd-config-file",
            ),
        );
    }
}
