use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::classic,
    kube::opensearch::{Target, bodies, covers},
    required::{On, Required},
};

const DOCS: &str = "\
## What must hold

A pattern of the index template covers the index names that the outputs of Fluent Bit make, on every cluster.

## Why it matters

An index that no template covers is made with the defaults: dynamic fields, which stop growing at a thousand and then refuse records.

## How it is judged

`Logstash_Prefix` of each `opensearch` output of every cluster, with a date behind it, is held against the patterns of what the bootstrap sends.

## How to fix

Make `index_patterns` in `index-template.json` and `Logstash_Prefix` in the values of Fluent Bit agree.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::OpensearchDeployment,
        "opensearch-deployment.template-covers-what-is-written",
    ),
    title: "the index template covers the indexes that Fluent Bit writes",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#opensearch-lifecycle")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Fluent Bit's configuration, by the name that its contract fixes.
const CONFIG: Required = Required::new("ConfigMap", "logging", "fluent-bit");

const FILE: &str = "fluent-bit.conf";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let maps = CONFIG.find(cx, out, On::Every);
    for body in bodies(cx, out, Target::IndexTemplate) {
        let patterns: Vec<&str> = body.node.dig_seq(&["index_patterns"]).filter_map(Node::as_str).collect();
        for (cluster, map) in &maps {
            let text = map.node.dig_str(&["data", FILE]).unwrap_or_default();
            let sections = classic::sections(text);
            let outputs = sections.iter().filter(|section| {
                section.name == "OUTPUT"
                    && section.get("name").is_some_and(|name| name.eq_ignore_ascii_case("opensearch"))
            });
            for output in outputs {
                out.examine("outputs");
                let prefix = output.get("logstash_prefix").unwrap_or("logstash");
                if !covers(patterns.iter().copied(), &format!("{prefix}-2026.11.22")) {
                    let message = format!(
                        "the template is for [{}], and {} writes {prefix}-<date>",
                        patterns.join(", "),
                        cluster.id
                    );
                    let place = map.location(&JsonPointer::root().key("data").key(FILE));
                    out.fail(
                        body.finding(&message)
                            .related("Fluent Bit writes here", place)
                            .help("make index_patterns in index-template.json cover it"),
                    );
                }
            }
        }
    }
}
