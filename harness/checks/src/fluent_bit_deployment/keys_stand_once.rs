use conform_model::{ClauseId, ContractId, Level};
use std::collections::BTreeSet;

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{FILTERS, INPUTS, OUTPUTS, SERVICE, configs},
};

const DOCS: &str = "\
## What must hold

A key stands once in a section, unless its plugin collects several values.

## Why it matters

Of two values one wins, and which one depends on the plugin. Whoever edits the other wonders why nothing changes.

## How it is judged

Keys are compared without case; `Record`, `Remove_key`, `Allowlist_key`, `multiline.parser` and `Parsers_File` may stand several times.

## How to fix

Take one of the lines out.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.keys-stand-once"),
    title: "no key of a section stands twice",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#k-17")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Keys that collect what they are given, in small letters.
const SEVERAL: &[&str] =
    &["allowlist_key", "multiline.parser", "parsers_file", "record", "remove_key", "whitelist_key"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for config in configs(cx, out) {
        for part in [SERVICE, INPUTS, FILTERS, OUTPUTS] {
            for section in config.of(part) {
                out.examine("sections");
                let mut seen = BTreeSet::new();
                for (key, _) in section.properties() {
                    let own = key.to_ascii_lowercase();
                    if !SEVERAL.contains(&own.as_str()) && !seen.insert(own) {
                        let message = format!("`{key}` stands twice in {}", part.label(section));
                        out.fail(config.fault(cx, part, message).help("take one of the lines out"));
                    }
                }
            }
        }
    }
}
