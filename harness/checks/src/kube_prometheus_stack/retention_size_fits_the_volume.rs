use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{Quantity, prometheuses, spec_finding},
};

const DOCS: &str = "\
## What must hold

`retentionSize` of every Prometheus is set, and leaves the part of its volume free that the contract names.

## Why it matters

Retention by time bounds nothing when series multiply. A full volume stops Prometheus, and the write-ahead log and a compaction need room beside the blocks.

## How it is judged

The size is compared with the request of the volume claim, both as quantities.

## How to fix

Set `prometheus.prometheusSpec.retentionSize`, or a larger claim.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.retention-size-fits-the-volume",
    ),
    title: "Prometheus limits its data to what fits its volume",
    level: Level::Must,
    traces: &[
        Trace::new("FR-004", "docs/stack.md#values-for-kube-prometheus-stack"),
        Trace::new("FR-013", "docs/stack.md#values-for-kube-prometheus-stack"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let share = cx.contracts.fact(ContractId::KubePrometheusStack, "retention-size-percent");
    let percent = share.value.parse::<i128>().unwrap_or_default();
    for prometheus in prometheuses(cx, out) {
        let mut fail = |message: String| {
            let finding = spec_finding(cx, prometheus, &["retentionSize"], message);
            out.fail(finding.related("the contract demands", share.location.clone()));
        };
        let Some(text) = prometheus.node.dig_str(&["spec", "retentionSize"]) else {
            fail("nothing limits the size of the local data".to_owned());
            continue;
        };
        let claim = prometheus.node.dig(&CLAIM).and_then(Quantity::of);
        match (size(text), claim) {
            (Some(size), Some(claim)) if size.milli() * 100 <= claim.milli() * percent => {}
            (Some(_), Some(_)) => {
                fail(format!("{text} of data leave less than {} % of the volume free", 100 - percent));
            }
            (None, _) => fail(format!("`{text}` is no size")),
            (_, None) => fail(format!("{text} of data have no claim of a known size")),
        }
    }
}

/// Where the size of the claim stands.
const CLAIM: [&str; 7] =
    ["spec", "storage", "volumeClaimTemplate", "spec", "resources", "requests", "storage"];

/// A size as Prometheus reads it: `GB` and `GiB` both count in powers of two.
fn size(text: &str) -> Option<Quantity> {
    let text = text.strip_suffix('B')?;
    let text = text.strip_suffix('i').unwrap_or(text);
    match text.chars().last()? {
        'K' | 'M' | 'G' | 'T' | 'P' | 'E' => Quantity::parse(&format!("{text}i")),
        _ => Quantity::parse(text),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("16GiB", Some("16Gi"))]
    #[case("16GB", Some("16Gi"))]
    #[case("512MB", Some("512Mi"))]
    #[case("100B", Some("100"))]
    #[case("16Gi", None)]
    #[case("B", None)]
    fn sizes(#[case] text: &str, #[case] expected: Option<&str>) {
        assert_eq!(size(text), expected.and_then(Quantity::parse));
    }
}
