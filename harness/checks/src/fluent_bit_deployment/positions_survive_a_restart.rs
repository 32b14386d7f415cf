use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        fluent_bit::{TAIL, collectors, each_section},
        mounted::mount_of,
    },
};

const DOCS: &str = "\
## What must hold

`DB` of every tail input is a file in a folder of the host.

## Why it matters

Without a database every restart reads all files again, or skips what came meanwhile. In the container it is gone with the pod.

## How it is judged

The path is followed through the mounts of the collector's container.

## How to fix

Write `DB` with a path below `/var/log` into `config.inputs`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.positions-survive-a-restart"),
    title: "what was read already is remembered over a restart",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-8")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let collectors = collectors(cx, out);
    each_section(cx, out, TAIL, |config, section, out| {
        let path = section.get("DB");
        for (_, pod, container) in collectors.iter().filter(|(own, ..)| own.id == config.cluster.id) {
            let host = path
                .and_then(|path| mount_of(pod, container.node, path))
                .is_some_and(|mount| mount.is_host());
            if !host {
                let message = match path {
                    None => "the positions are kept nowhere: DB is not set".to_owned(),
                    Some(path) => format!("the positions are in `{path}`, which is gone with the pod"),
                };
                out.fail(
                    config.fault(cx, TAIL, message).help("name a path below the mounted folder of the host"),
                );
            }
        }
    });
}
