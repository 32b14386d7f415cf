use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        Quantity,
        fluent_bit::{SERVICE, bytes, collectors, each_section},
    },
};

const DOCS: &str = "\
## What must hold

The chunks that may be in memory at once and the backlog's limit together take less than the container's memory limit.

## Why it matters

After an outage all of it is loaded at once. A collector that is killed for memory then starts with the same backlog, again and again.

## How it is judged

`storage.max_chunks_up` (128 by default) times 2 MB, plus `storage.backlog.mem_limit` (5 MB by default), is compared with `limits.memory`.

## How to fix

Lower the two settings in `config.service`, or raise the limit under `resources`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.buffer-fits-the-memory"),
    title: "chunks in memory fit the limit of the container",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-14")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// What a chunk takes in memory, in bytes: Fluent Bit closes it at about this size.
const CHUNK: u64 = 2_000_000;

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let collectors = collectors(cx, out);
    each_section(cx, out, SERVICE, |config, service, out| {
        let chunks: Option<u64> =
            service.get("storage.max_chunks_up").map_or(Some(128), |text| text.parse().ok());
        let backlog = service.get("storage.backlog.mem_limit").map_or(Some(5_000_000), bytes);
        for (_, pod, container) in collectors.iter().filter(|(own, ..)| own.id == config.cluster.id) {
            let limit = container.node.dig(&["resources", "limits", "memory"]).and_then(Quantity::of);
            let need = chunks.zip(backlog).map(|(chunks, backlog)| {
                Quantity::parse(&chunks.saturating_mul(CHUNK).saturating_add(backlog).to_string())
            });
            if need.flatten().zip(limit).is_some_and(|(need, limit)| need < limit) {
                continue;
            }
            let limits = pod.object.location(&container.pointer.key("resources"));
            let message = format!(
                "{} chunks of 2 MB and a backlog of {} do not fit the memory of the collector",
                service.get("storage.max_chunks_up").unwrap_or("128"),
                service.get("storage.backlog.mem_limit").unwrap_or("5M")
            );
            out.fail(
                config
                    .fault(cx, SERVICE, message)
                    .related("its limit", limits)
                    .help("lower storage.max_chunks_up or storage.backlog.mem_limit, or raise the limit"),
            );
        }
    });
}
