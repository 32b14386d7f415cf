use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{OUTPUTS, each_section, is_plugin},
};

const DOCS: &str = "\
## What must hold

Every output is the plugin `opensearch`.

## Why it matters

The chart's default is the plugin of another product, which sends types and asks for a licence; every second output doubles traffic and buffer.

## How it is judged

The names of all outputs are compared.

## How to fix

Replace the whole of `config.outputs`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.output-is-opensearch"),
    title: "records go to OpenSearch and nowhere else",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-1")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    each_section(cx, out, OUTPUTS, |config, output, out| {
        if !is_plugin(output, "opensearch") {
            let message = format!("{} is not `opensearch`", OUTPUTS.label(output));
            out.fail(config.fault(cx, OUTPUTS, message).help("send to OpenSearch alone, by its own plugin"));
        }
    });
}
