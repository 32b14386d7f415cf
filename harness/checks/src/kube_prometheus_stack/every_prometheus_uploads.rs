use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{prometheuses, spec_finding},
};

const DOCS: &str = "\
## What must hold

The Prometheus of every cluster, the central one included, has a Thanos sidecar with an object store configuration.

## Why it matters

A sidecar without object store answers queries and uploads nothing, and looks as healthy as one that does. What it does not upload is gone after the local retention.

## How it is judged

`spec.thanos.objectStorageConfig` names a Secret and a key, or `objectStorageConfigFile` a file.

## How to fix

Set `prometheus.prometheusSpec.thanos.objectStorageConfig.existingSecret`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.every-prometheus-uploads"),
    title: "every Prometheus has a sidecar that uploads its blocks",
    level: Level::Must,
    traces: &[Trace::new("FR-005", "docs/design.md#fr-005")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for prometheus in prometheuses(cx, out) {
        let thanos = prometheus.node.dig(&["spec", "thanos"]);
        let Some(thanos) = thanos else {
            let message = format!("the Prometheus of {} has no sidecar", prometheus.cluster);
            out.fail(spec_finding(cx, prometheus, &["thanos"], message));
            continue;
        };
        let store = thanos.get("objectStorageConfig");
        let named = |field: &str| {
            store.and_then(|store| store.dig_str(&[field])).is_some_and(|text| !text.is_empty())
        };
        if !(named("name") && named("key")) && thanos.get("objectStorageConfigFile").is_none() {
            let message =
                format!("the sidecar of {} has no object store, so it uploads nothing", prometheus.cluster);
            out.fail(spec_finding(cx, prometheus, &["thanos", "objectStorageConfig"], message));
        }
    }
}
