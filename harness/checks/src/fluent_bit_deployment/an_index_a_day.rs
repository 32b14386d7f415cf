use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{OUTPUTS, each_section, flag},
};

const DOCS: &str = "\
## What must hold

`Logstash_Format` is on for every output, and the date in the name of an index ends with the day.

## Why it matters

The lifecycle takes indexes by their age. One index for everything is never old, or is deleted with what came a minute ago.

## How it is judged

The switch and `Logstash_DateFormat`, `%Y.%m.%d` by default, are read.

## How to fix

Write `Logstash_Format On` into `config.outputs` and leave the date format at the day.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.an-index-a-day"),
    title: "the output begins a new index every day",
    level: Level::Must,
    traces: &[Trace::new("FR-009a", "docs/design.md#fr-009a")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Parts of a date that together name a day and no hour.
const DAY: &str = "%Y.%m.%d";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    each_section(cx, out, OUTPUTS, |config, output, out| {
        let label = OUTPUTS.label(output);
        if output.get("logstash_format").and_then(flag) != Some(true) {
            let message = format!("{label} writes into one index for ever: Logstash_Format is not On");
            out.fail(config.fault(cx, OUTPUTS, message).help("write `Logstash_Format On`"));
            return;
        }
        let date = output.get("logstash_dateformat").unwrap_or(DAY);
        if date != DAY {
            let message = format!("the date in the indexes of {label} is `{date}`, which is no day");
            out.fail(config.fault(cx, OUTPUTS, message).help(format!("write `Logstash_DateFormat {DAY}`")));
        }
    });
}
