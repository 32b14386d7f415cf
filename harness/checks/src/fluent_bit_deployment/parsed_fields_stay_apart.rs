use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{KUBERNETES, bootstrapped, each_section},
};

const DOCS: &str = "\
## What must hold

`Merge_Log_Key` of the metadata filter is set, and the index template keeps the field without looking into it.

## Why it matters

A program that logs `status` as a number and another that logs it as a text exclude one another. Below a field that is not looked into both are stored.

## How it is judged

The key is looked up in the mappings of the bootstrap's index template, where it must be an object with `enabled: false` or a flat object.

## How to fix

Set `Merge_Log_Key` in `config.filters` to the field of the template.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.parsed-fields-stay-apart"),
    title: "what programs log as JSON cannot break the mapping",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-17")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some((object, template)) = bootstrapped(cx, out, "index-template.json") else { return };
    each_section(cx, out, KUBERNETES, |config, filter, out| {
        let key = filter.get("merge_log_key");
        let field = key.and_then(|key| template.dig(&["template", "mappings", "properties", key]));
        let kind = field.and_then(|field| field.dig_str(&["type"]));
        let closed = field.and_then(|field| field.get("enabled")).and_then(Node::as_bool) == Some(false);
        if (kind == Some("object") && closed) || kind == Some("flat_object") {
            return;
        }
        let message = match key {
            None => "what a program logs as JSON lands among the fields of the record".to_owned(),
            Some(key) => format!(
                "what a program logs as JSON lands in `{key}`, where the index template looks into it"
            ),
        };
        let place = JsonPointer::root().key("data").key("index-template.json");
        out.fail(
            config
                .fault(cx, KUBERNETES, message)
                .related("the index template", object.location(&place))
                .help("set Merge_Log_Key to a field that the template maps with `enabled: false`"),
        );
    });
}
