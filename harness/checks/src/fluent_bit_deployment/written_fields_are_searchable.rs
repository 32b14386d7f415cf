use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};
use std::collections::BTreeMap;

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{FILTERS, bootstrapped, each_section},
};

const DOCS: &str = "\
## What must hold

The index template maps `log` as text, and as keyword each field that a filter of the collector adds, the stream, and namespace, pod and container.

## Why it matters

The template maps nothing by guessing. A field it does not list is stored and never found, a text field cannot be counted by its values.

## How it is judged

The fields that `record_modifier` filters write are read from the configuration; the rest are those of the metadata filter and of the runtime.

## How to fix

Add the field to `index-template.json` of the bootstrap.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.written-fields-are-searchable"),
    title: "the fields by which lines are sought are mapped",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-17")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Fields of every record, beside those that the configuration adds, and their types.
const ALWAYS: &[(&str, &str)] = &[
    ("log", "text"),
    ("stream", "keyword"),
    ("log_level", "keyword"),
    ("kubernetes.namespace_name", "keyword"),
    ("kubernetes.pod_name", "keyword"),
    ("kubernetes.container_name", "keyword"),
];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some((object, template)) = bootstrapped(cx, out, "index-template.json") else { return };
    let place = object.location(&JsonPointer::root().key("data").key("index-template.json"));
    let mut fields: BTreeMap<String, &str> =
        ALWAYS.iter().map(|(field, kind)| ((*field).to_owned(), *kind)).collect();
    each_section(cx, out, FILTERS, |_, filter, _| {
        let added = filter.all("record").filter_map(|record| record.split_whitespace().next());
        fields.extend(added.map(|field| (field.to_owned(), "keyword")));
    });
    for (field, kind) in fields {
        out.examine("fields");
        let mut node = template.dig(&["template", "mappings"]);
        for part in field.split('.') {
            node = node.and_then(|node| node.dig(&["properties", part]));
        }
        let found = node.and_then(|node| node.dig_str(&["type"]));
        if found != Some(kind) {
            let found = found.unwrap_or("nothing");
            out.fail(
                Finding::new(format!("`{field}` is mapped as {found}, not as {kind}"), place.clone())
                    .help("add the field to the mappings of the index template"),
            );
        }
    }
}
