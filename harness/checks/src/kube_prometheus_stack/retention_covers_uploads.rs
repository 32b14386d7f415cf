use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level, entity::MetricBlock};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::duration::seconds, sources::with_values_key};

const DOCS: &str = "\
## What must hold

A Prometheus whose sidecar uploads keeps at least three block lengths, six hours, locally.

## Why it matters

With two hours each block is removed as soon as the next one is cut: an outage of S3 longer than that loses data for good. Sidecars queue nothing that Prometheus has deleted.

## How it is judged

The retention of every Prometheus with object storage is read as a duration.

## How to fix

Add the component `prometheus-retention-6h` to the overlays and change the contract with it, or keep the waiver and the alert.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.retention-covers-uploads"),
    title: "local retention covers three block lengths",
    level: Level::Should,
    traces: &[Trace::new("FR-004", "docs/stack.md#t-4"), Trace::new("FR-005", "docs/stack.md#t-4")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// Three blocks, in seconds: what Thanos asks for where a sidecar uploads.
const THREE_BLOCKS: u64 = 3 * MetricBlock::LENGTH.as_secs();

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for prometheus in cx.stack.of_kind("Prometheus") {
        if prometheus.node.dig(&["spec", "thanos", "objectStorageConfig"]).is_none() {
            continue;
        }
        out.examine("prometheuses");
        let place = prometheus.location(&JsonPointer::root().key("spec").key("retention"));
        let retention = prometheus.node.dig_str(&["spec", "retention"]).unwrap_or("24h");
        match seconds(retention) {
            Some(seconds) if seconds >= THREE_BLOCKS => {}
            Some(_) => {
                let finding =
                    Finding::new(format!("an outage of S3 longer than {retention} loses data"), place)
                        .help("keep 6h, or keep the waiver with its owner and the alert on late uploads");
                let route = ["prometheus", "prometheusSpec", "retention"];
                out.fail(with_values_key(finding, cx, prometheus, &route));
            }
            None => out.fail(
                Finding::new(format!("`{retention}` is no duration"), place)
                    .help("write a duration such as 6h"),
            ),
        }
    }
}
