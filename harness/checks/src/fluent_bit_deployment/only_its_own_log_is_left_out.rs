use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{COLLECTOR, TAIL, each_section},
};

const DOCS: &str = "\
## What must hold

`Exclude_Path` of every tail input is the log files of the collector itself, named with pod, namespace and container.

## Why it matters

The collector's own log has to stay out, since a line about a failed flush makes a new line. Any other pattern takes logs away that FR-009 wants.

## How it is judged

The patterns are compared with the one that follows from name, namespace and container of the DaemonSet.

## How to fix

Write the pattern that the finding names into `config.inputs`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.only-its-own-log-is-left-out"),
    title: "the input leaves out the log of the collector and nothing else",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-7")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let own = format!("/var/log/containers/{0}-*_{1}_{0}-*.log", COLLECTOR.name, COLLECTOR.namespace);
    each_section(cx, out, TAIL, |config, input, out| {
        let patterns: Vec<&str> = input
            .get("exclude_path")
            .unwrap_or_default()
            .split(',')
            .map(str::trim)
            .filter(|pattern| !pattern.is_empty())
            .collect();
        for pattern in patterns.iter().filter(|pattern| **pattern != own) {
            out.fail(
                config
                    .fault(
                        cx,
                        TAIL,
                        format!("`{pattern}` is left out, which is more than the collector's own log"),
                    )
                    .help(format!("leave out `{own}` alone")),
            );
        }
        if !patterns.contains(&own.as_str()) {
            out.fail(
                config
                    .fault(
                        cx,
                        TAIL,
                        "the collector reads its own log: an error about a line makes the next line",
                    )
                    .help(format!("write `Exclude_Path {own}`")),
            );
        }
    });
}
