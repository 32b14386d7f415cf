use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{OUTPUTS, bootstrapped, each_section, index_of, matches},
};

const DOCS: &str = "\
## What must hold

The name that every output gives its indexes is covered by a pattern of the index template that the bootstrap sets.

## Why it matters

An index that the template does not match gets one copy and guessed types: losing a node loses it, and a field that is a number here is a text there.

## How it is judged

The name of an index is formed from `Logstash_Prefix`, or `Index`, and held against the patterns in `index-template.json` of the bootstrap's ConfigMap.

## How to fix

Make `Logstash_Prefix` in `config.outputs` and the patterns of `index-template.json` agree.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.index-meets-the-template"),
    title: "the indexes of the output get the index template",
    level: Level::Must,
    traces: &[Trace::new("FR-008", "docs/stack.md#f-12")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some((object, template)) = bootstrapped(cx, out, "index-template.json") else { return };
    let patterns: Vec<&str> = template.dig_seq(&["index_patterns"]).filter_map(Node::as_str).collect();
    each_section(cx, out, OUTPUTS, |config, output, out| {
        let index = index_of(output);
        if !patterns.iter().any(|pattern| matches(pattern, &index)) {
            let label = OUTPUTS.label(output);
            let message =
                format!("the index template knows {}, and {label} writes `{index}`", listed(&patterns));
            let place = JsonPointer::root().key("data").key("index-template.json");
            out.fail(
                config
                    .fault(cx, OUTPUTS, message)
                    .related("the index template", object.location(&place))
                    .help("make the prefix of the output and the patterns agree"),
            );
        }
    });
}

fn listed(patterns: &[&str]) -> String {
    if patterns.is_empty() { "no index".to_owned() } else { patterns.join(", ") }
}
