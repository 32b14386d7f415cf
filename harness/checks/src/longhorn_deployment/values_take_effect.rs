use conform_manifest::yaml::{Node, parse_one};
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::{SETTINGS, TARGET, files},
};

const DOCS: &str = "\
## What must hold

Every key below `defaultSettings` of the values file is found in the settings that Longhorn reads, and every key below `defaultBackupStore` in its backup target.

## Why it matters

The chart ignores a key that it does not know. The keys of the backup target moved between two versions; set in the old place they say nothing, and nobody hears of it.

## How it is judged

Each key is looked for, without hyphens and case, in the rendered ConfigMaps. What a cluster's overlay then makes of it is judged by the clauses on the settings themselves.

## How to fix

Look the key up in the values of the pinned chart.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.values-take-effect"),
    title: "what the values file sets arrives in Longhorn",
    level: Level::Must,
    traces: &[Trace::new("FR-018", "docs/stack.md#l-1"), Trace::new("FR-018", "docs/stack.md#k-17")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

const VALUES: &str = "deploy/base/longhorn/values.yaml";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some(text) = cx.sources.and_then(|sources| sources.text(VALUES)) else {
        let place = cx.contracts.get(ContractId::LonghornDeployment).location.clone();
        out.fail(Finding::missing(format!("{VALUES} is not there"), place).help("restore the values file"));
        return;
    };
    let Ok(root) = parse_one(text) else {
        out.block(format!("{VALUES} cannot be read"));
        return;
    };
    for (group, source) in [("defaultSettings", SETTINGS), ("defaultBackupStore", TARGET)] {
        let files = files(cx, out, source);
        for entry in root.get(group).and_then(Node::as_map).into_iter().flatten() {
            out.examine("values");
            let arrives = files.iter().any(|file| {
                file.node.as_map().is_some_and(|map| map.iter().any(|own| same(&own.key, &entry.key)))
            });
            if arrives || files.is_empty() {
                continue;
            }
            let finding = Finding::new(
                format!("{group}.{} arrives in Longhorn on no cluster", entry.key),
                text.location(entry.key_span),
            )
            .help("look the key up in the values of the pinned chart");
            out.fail(match files.first() {
                Some(file) => finding.related("what Longhorn reads", file.location()),
                None => finding,
            });
        }
    }
}

/// Whether a key of the values file and one that Longhorn reads are the same; Longhorn says
/// `backupstore-poll-interval` for `pollInterval`.
fn same(rendered: &str, value: &str) -> bool {
    let rendered = rendered.replace('-', "");
    rendered.eq_ignore_ascii_case(value)
        || rendered.strip_prefix("backupstore").is_some_and(|rest| rest.eq_ignore_ascii_case(value))
}
