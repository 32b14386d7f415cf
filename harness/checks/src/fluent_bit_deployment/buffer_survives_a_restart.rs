use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        fluent_bit::{SERVICE, collectors, each_section},
        mounted::mount_of,
    },
};

const DOCS: &str = "\
## What must hold

`storage.path` is a folder of the host.

## Why it matters

Chunks in the container are gone with the pod, and the restart that loses them is often caused by what filled them.

## How it is judged

The path is followed through the mounts of the collector's container.

## How to fix

Write `storage.path` with a path below `/var/log` into `config.service`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.buffer-survives-a-restart"),
    title: "what waits to be sent is still there after a restart",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-8")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let collectors = collectors(cx, out);
    each_section(cx, out, SERVICE, |config, section, out| {
        let path = section.get("storage.path");
        for (_, pod, container) in collectors.iter().filter(|(own, ..)| own.id == config.cluster.id) {
            let host = path
                .and_then(|path| mount_of(pod, container.node, path))
                .is_some_and(|mount| mount.is_host());
            if !host {
                let message = match path {
                    None => "the chunks are kept nowhere: storage.path is not set".to_owned(),
                    Some(path) => format!("the chunks are in `{path}`, which is gone with the pod"),
                };
                out.fail(
                    config
                        .fault(cx, SERVICE, message)
                        .help("name a path below the mounted folder of the host"),
                );
            }
        }
    });
}
