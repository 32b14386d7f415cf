use conform_manifest::{Object, yaml::Node};
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        PROMETHEUS,
        component::central,
        files::{Held, held},
        thanos::{QUERY, edge_endpoints},
    },
    required::On,
};

const DOCS: &str = "\
## What must hold

Every file that the endpoint file names for TLS, and every file that an edge's sidecar is given for it, lies in a mount of a Secret, under a key that the mount brings.

## Why it matters

Query skips an endpoint whose certificate it cannot read, strict or not, and says so in its log alone. A sidecar without its file does not start.

## How it is judged

Paths are followed through volume mounts and `items` to Secret and key.

## How to fix

Mount `thanos-grpc-client` in Query and `thanos-grpc-server` in the Prometheus of the edge, and name the key among `items`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.certificates-are-mounted"),
    title: "certificates of the store API are files from Secrets",
    level: Level::Must,
    traces: &[Trace::new("FR-007a", "docs/stack.md#secrets"), Trace::new("FR-016", "docs/stack.md#t-10")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let queries = central(cx, out, QUERY);
    for (_, endpoint) in edge_endpoints(cx, out) {
        let files = [&endpoint.tls.ca, &endpoint.tls.cert, &endpoint.tls.key];
        for (query, path) in
            queries.iter().flat_map(|query| files.into_iter().flatten().map(move |path| (query, path)))
        {
            out.examine("files");
            if !matches!(query.held(path), Held::Secret { .. }) {
                refuse(out, query.object, path, &query.container.pointer.key("volumeMounts"));
            }
        }
    }
    let tls = ["spec", "thanos", "grpcServerTlsConfig"];
    for (_, prometheus) in PROMETHEUS.find(cx, out, On::Edges) {
        let mounts: Vec<&Node> = prometheus.node.dig_seq(&["spec", "thanos", "volumeMounts"]).collect();
        let volumes: Vec<&Node> = prometheus.node.dig_seq(&["spec", "volumes"]).collect();
        let place = JsonPointer::root().key("spec").key("thanos").key("volumeMounts");
        for file in ["certFile", "keyFile", "caFile"] {
            let Some(path) = prometheus.node.dig(&tls).and_then(|node| node.dig_str(&[file])) else {
                continue;
            };
            out.examine("files");
            if !matches!(held(&mounts, &volumes, path), Held::Secret { .. }) {
                refuse(out, prometheus, path, &place);
            }
        }
    }
}

fn refuse(out: &mut Outcome, object: &Object, path: &str, place: &JsonPointer) {
    out.fail(
        Finding::new(format!("{path} of {} comes from no Secret", object.id), object.location(place))
            .help("mount the Secret there, and name the key among its items"),
    );
}
