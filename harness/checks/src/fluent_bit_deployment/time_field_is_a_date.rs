use conform_model::{ClauseId, ContractId, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{OUTPUTS, bootstrapped, each_section},
};

const DOCS: &str = "\
## What must hold

`Time_Key` of every output is a field that the index template maps as date.

## Why it matters

Unmapped, the time is neither sorted nor filtered by, and Grafana, which asks for a range of time, shows nothing at all.

## How it is judged

The key, `@timestamp` by default, is looked up in the mappings of the bootstrap's index template.

## How to fix

Give output and index template the same field.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.time-field-is-a-date"),
    title: "the time of a record is a date to the index template",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-12")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some((object, template)) = bootstrapped(cx, out, "index-template.json") else { return };
    each_section(cx, out, OUTPUTS, |config, output, out| {
        let key = output.get("time_key").unwrap_or("@timestamp");
        let kind = template.dig_str(&["template", "mappings", "properties", key, "type"]);
        if !matches!(kind, Some("date" | "date_nanos")) {
            let message = format!(
                "the time of {} is in `{key}`, which the index template maps as {}",
                OUTPUTS.label(output),
                kind.unwrap_or("nothing")
            );
            let place = JsonPointer::root().key("data").key("index-template.json");
            out.fail(
                config
                    .fault(cx, OUTPUTS, message)
                    .related("the index template", object.location(&place))
                    .help("give output and index template the same field"),
            );
        }
    });
}
