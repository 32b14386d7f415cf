use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::object_store::object_stores};

const DOCS: &str = "\
## What must hold

The object store configuration of every sidecar has type S3, the bucket for metrics and the endpoint of the topology, without scheme, and a region.

## Why it matters

Thanos takes host and port; an endpoint with scheme stops the sidecar. With another bucket the blocks of a cluster are where no Store Gateway looks, and without region the client asks the server for it first.

## How it is judged

The Secret that `spec.thanos.objectStorageConfig` names is read as YAML and compared with `contracts/topology.yaml`.

## How to fix

Correct `thanos-objstore.env`, and the example beside it, in stage 20-secrets of the cluster.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.uploads-go-to-the-bucket"),
    title: "sidecars upload to the bucket of the topology",
    level: Level::Must,
    traces: &[Trace::new("FR-005", "docs/design.md#fr-005"), Trace::new("FR-007", "docs/design.md#fr-007")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let topology = &cx.contracts.topology;
    let endpoint =
        topology.s3_endpoint.value.split_once("://").map_or("", |(_, rest)| rest).trim_end_matches('/');
    let wanted = [
        (&["type"][..], "S3", &topology.s3_endpoint.location),
        (&["config", "bucket"][..], &topology.buckets.metrics.value, &topology.buckets.metrics.location),
        (&["config", "endpoint"][..], endpoint, &topology.s3_endpoint.location),
    ];
    for store in object_stores(cx, out) {
        for (route, demanded, location) in wanted {
            let found = store.config.dig_str(route);
            if found != Some(demanded) {
                let name = route.join(".");
                out.fail(
                    Finding::new(
                        format!("{name} is {}, not {demanded}", found.unwrap_or("absent")),
                        store.place(),
                    )
                    .related("the topology demands", location.clone())
                    .help(format!("set {name} in thanos-objstore.env of this cluster")),
                );
            }
        }
        if store.config.dig_str(&["config", "region"]).is_none_or(str::is_empty) {
            out.fail(
                Finding::new("config.region is absent", store.place())
                    .help("set config.region; the server ignores which one it is"),
            );
        }
    }
}
