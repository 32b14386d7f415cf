use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{FILTERS, each_section, is_plugin},
};

const DOCS: &str = "\
## What must hold

No filter of a kind that drops or samples records is configured.

## Why it matters

FR-009 says all pods. A filter by namespace or text hides exactly what is looked for when something goes wrong there.

## How it is judged

The names of all filters are compared with those plugins of Fluent Bit that can drop records.

## How to fix

Remove the filter; narrow the search instead.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.nothing-is-filtered-away"),
    title: "no filter drops records",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/design.md#fr-009")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Filters of Fluent Bit 5.1 that drop records.
const DROPPING: &[&str] = &["grep", "log_to_metrics", "sampling", "throttle", "throttle_size"];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    each_section(cx, out, FILTERS, |config, filter, out| {
        if DROPPING.iter().any(|plugin| is_plugin(filter, plugin)) {
            let message = format!("{} can drop records", FILTERS.label(filter));
            out.fail(config.fault(cx, FILTERS, message).help("remove the filter"));
        }
    });
}
