use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::PROMETHEUS, required::On};

const DOCS: &str = "\
## What must hold

The sidecar of every edge serves its store API with a certificate and a key of its own, and with the authority that callers must come from.

## Why it matters

The port is open on the LAN. Without `caFile` every host reads every metric; TLS alone only hides it from third parties.

## How it is judged

`spec.thanos.grpcServerTlsConfig` of the edge's Prometheus is read; the operator hands the sidecar files only.

## How to fix

Take the component `metrics-edge` into the overlay.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.edges-demand-client-certificates"),
    title: "the sidecar of every edge demands a certificate",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#t-10"), Trace::new("FR-005", "docs/stack.md#t-10")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (_, prometheus) in PROMETHEUS.find(cx, out, On::Edges) {
        out.examine("sidecars");
        let route = ["spec", "thanos", "grpcServerTlsConfig"];
        let place = route.iter().fold(JsonPointer::root(), |place, key| place.key(key));
        let tls = prometheus.node.dig(&route);
        for (file, lack) in [
            ("certFile", "has no certificate for its store API"),
            ("keyFile", "has no key for its store API"),
            ("caFile", "asks no caller of its store API for a certificate"),
        ] {
            if tls.and_then(|tls| tls.dig_str(&[file])).is_none_or(str::is_empty) {
                out.fail(
                    Finding::new(
                        format!("the sidecar of {} {lack}", prometheus.cluster),
                        prometheus.location(&place.key(file)),
                    )
                    .help(format!("set {file} to the file that the Secret thanos-grpc-server brings")),
                );
            }
        }
    }
}
