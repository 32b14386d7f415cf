use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        fluent_bit::{COLLECTOR, FILE, collectors},
        mounted::mount_of,
    },
};

const DOCS: &str = "\
## What must hold

The file that `--config` names is mounted from the ConfigMap of the collector.

## Why it matters

The image has a configuration of its own. Started without the argument, or with a path beside the mount, it measures the CPU, prints it and reads no log.

## How it is judged

The argument is followed through the mounts of the container to a key of a rendered object.

## How to fix

Leave `args` and the mount `config` as the chart has them.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::FluentBitDeployment,
        "fluent-bit-deployment.configuration-is-the-rendered-one",
    ),
    title: "the collector reads the configuration that is rendered",
    level: Level::Must,
    traces: &[Trace::new("FR-018", "docs/stack.md#f-1")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (cluster, pod, container) in collectors(cx, out) {
        let words: Vec<&str> = ["command", "args"]
            .iter()
            .flat_map(|key| container.node.dig_seq(&[key]))
            .filter_map(Node::as_str)
            .collect();
        let named = words.iter().enumerate().find_map(|(at, word)| match word.strip_prefix("--config=") {
            Some(path) => Some(path),
            None if matches!(*word, "-c" | "--config") => words.get(at + 1).copied(),
            None => None,
        });
        let source = named
            .and_then(|path| mount_of(&pod, container.node, path))
            .and_then(|mount| mount.source(cx, pod.object));
        if source.is_none_or(|(object, key)| object.name() != COLLECTOR.name || key != FILE) {
            let place = pod.object.location(&container.pointer.key("args"));
            out.fail(
                Finding::new(
                    format!(
                        "the collector of cluster {} reads {}, not what is rendered",
                        cluster.id,
                        named.unwrap_or("the configuration of its image")
                    ),
                    place,
                )
                .help("start it with --config and the path at which the ConfigMap is mounted"),
            );
        }
    }
}
