use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{prometheuses, spec_finding},
};

const DOCS: &str = "\
## What must hold

Every Prometheus whose sidecar uploads has compaction switched off.

## Why it matters

A block that is compacted before it is uploaded is uploaded never, or twice. Newer versions wait for the uploader, which rests on three versions fitting together; the switch rests on nothing.

## How it is judged

`spec.disableCompaction` is true. A check for equal block lengths would be wrong: current operators do not set them.

## How to fix

Set `prometheus.prometheusSpec.disableCompaction: true`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.uploads-are-not-compacted"),
    title: "Prometheus leaves compaction alone while its sidecar uploads",
    level: Level::Must,
    traces: &[Trace::new("FR-005", "docs/stack.md#t-5")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for prometheus in prometheuses(cx, out) {
        let off = prometheus.node.dig(&["spec", "disableCompaction"]).and_then(Node::as_bool);
        if off != Some(true) {
            let message =
                format!("the Prometheus of {} compacts blocks that its sidecar uploads", prometheus.cluster);
            out.fail(spec_finding(cx, prometheus, &["disableCompaction"], message));
        }
    }
}
