use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        fluent_bit::{LUA, TAIL, collectors, configs, tag_of, takes},
        mounted::mount_of,
    },
};

const DOCS: &str = "\
## What must hold

A `lua` filter takes the records of every tail input, and its script, mounted into the collector, defines the function and writes `log_level`.

## Why it matters

The data model has the field, and nothing in the log files does. Without it the search for errors finds what happens to contain the word.

## How it is judged

Script and function are read from the configuration, the script is followed through the mounts to its ConfigMap; its code, without comments, must define the function and set the field.

## How to fix

Keep the filter in `config.filters` and the script under `luaScripts`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.levels-are-added"),
    title: "every record has a level",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-9")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let collectors = collectors(cx, out);
    for config in configs(cx, out) {
        for tag in config.of(TAIL).map(tag_of) {
            out.examine("inputs");
            let Some(filter) = config.of(LUA).find(|filter| takes(filter, &tag)) else {
                let message = format!("nothing adds `log_level` to the records tagged `{tag}`");
                out.fail(config.fault(cx, LUA, message).help("add the lua filter with this `Match`"));
                continue;
            };
            let path = filter.get("script").unwrap_or_default();
            let call = filter.get("call").unwrap_or_default();
            for (_, pod, container) in collectors.iter().filter(|(own, ..)| own.id == config.cluster.id) {
                let source =
                    mount_of(pod, container.node, path).and_then(|mount| mount.source(cx, pod.object));
                let script = source.as_ref().and_then(|(object, key)| object.node.dig_str(&["data", key]));
                let problem = match script.map(code) {
                    None => format!("`{path}` is no file that the collector mounts"),
                    Some(code) if !code.contains(&format!("function {call}(")) => {
                        format!("`{path}` defines no function `{call}`")
                    }
                    Some(code) if !code.contains("record[\"log_level\"] =") => {
                        format!("`{path}` does not set `log_level`")
                    }
                    Some(_) => continue,
                };
                out.fail(config.fault(cx, LUA, problem).help("mount the script and call its function"));
            }
        }
    }
}

/// A Lua script without its comments.
fn code(script: &str) -> String {
    script
        .lines()
        .map(|line| line.split_once("--").map_or(line, |(code, _)| code))
        .collect::<Vec<_>>()
        .join("\n")
}
