use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{object_store::object_stores, pointer, secret_file},
};

const DOCS: &str = "\
## What must hold

The object store configuration of every sidecar uses TLS, does not skip verification, and names a CA file that the sidecar mounts from a Secret.

## Why it matters

`insecure: false` only turns TLS on. The certificate of the S3 server comes from a private CA: without its file every upload fails, and with `insecure_skip_verify` anyone on the way can read the keys of the bucket.

## How it is judged

The configuration is read as YAML, the CA file is followed through the mounts of the sidecar and the volumes of Prometheus to a key of a Secret.

## How to fix

Correct `thanos-objstore.env` of the cluster, and `prometheus.prometheusSpec.volumes` with `thanos.volumeMounts`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.uploads-verify-the-server"),
    title: "sidecars upload over TLS and know the CA of the server",
    level: Level::Must,
    traces: &[Trace::new("FR-007", "docs/stack.md#secrets")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for store in object_stores(cx, out) {
        let yes = |route: &[&str]| store.config.dig(route).and_then(Node::as_bool) == Some(true);
        if yes(&["config", "insecure"]) {
            out.fail(
                Finding::new("uploads go out without TLS", store.place())
                    .help("set config.insecure to false in thanos-objstore.env"),
            );
        }
        if yes(&["config", "http_config", "insecure_skip_verify"])
            || yes(&["config", "http_config", "tls_config", "insecure_skip_verify"])
        {
            out.fail(
                Finding::new("uploads go to whoever answers: verification is skipped", store.place())
                    .help("take insecure_skip_verify out of thanos-objstore.env"),
            );
        }
        let Some(file) = store.config.dig_str(&["config", "http_config", "tls_config", "ca_file"]) else {
            out.fail(
                Finding::new("no ca_file is named, and the CA of the server is a private one", store.place())
                    .help("name it under config.http_config.tls_config"),
            );
            continue;
        };
        let prometheus = store.prometheus;
        let nodes = |route: &[&str]| prometheus.node.dig_seq(route).collect::<Vec<_>>();
        let (mounts, volumes) = (nodes(&["spec", "thanos", "volumeMounts"]), nodes(&["spec", "volumes"]));
        let (cluster, namespace) = (&prometheus.cluster, prometheus.namespace());
        if let Err(reason) = secret_file(cx.stack, cluster, namespace, &mounts, &volumes, file) {
            out.fail(
                Finding::new(
                    format!("ca_file {file} {reason}"),
                    prometheus.location(&pointer(&["spec", "thanos", "volumeMounts"])),
                )
                .related("the object store names it", store.place())
                .help("mount the Secret of the CA in the sidecar, where ca_file expects it"),
            );
        }
    }
}
