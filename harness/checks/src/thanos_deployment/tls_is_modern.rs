use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        PROMETHEUS,
        thanos::{Endpoint, edge_endpoints},
    },
    required::On,
};

const DOCS: &str = "\
## What must hold

`min_version` of every edge's endpoint and `minVersion` of every edge's sidecar, where given, are at least the contract's `tls-min-version`; absent, both are TLS 1.3.

## Why it matters

An older version is weaker, and no peer of this stack needs it.

## How it is judged

The spellings `1.3` of Thanos and `TLS13` of the operator are compared as versions.

## How to fix

Remove the setting, or raise it.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.tls-is-modern"),
    title: "both ends of the store API speak no TLS older than the contract allows",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#t-11")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let least = cx.contracts.fact(ContractId::ThanosDeployment, "tls-min-version");
    let low = |given: &str| {
        version(given).is_none_or(|given| version(&least.value).is_none_or(|least| given < least))
    };
    for (map, endpoint) in edge_endpoints(cx, out) {
        out.examine("ends");
        if let Some(given) = endpoint.tls.min_version.as_deref().filter(|given| low(given)) {
            out.fail(
                Finding::new(
                    format!(
                        "Query speaks TLS {given} with {}, not {} or newer",
                        endpoint.address, least.value
                    ),
                    map.location(&Endpoint::data(map)),
                )
                .related("the contract demands", least.location.clone())
                .help("remove min_version, or raise it"),
            );
        }
    }
    let route = ["spec", "thanos", "grpcServerTlsConfig", "minVersion"];
    for (_, prometheus) in PROMETHEUS.find(cx, out, On::Edges) {
        out.examine("ends");
        if let Some(given) = prometheus.node.dig_str(&route).filter(|given| low(given)) {
            out.fail(
                Finding::new(
                    format!(
                        "the sidecar of {} speaks {given}, not {} or newer",
                        prometheus.cluster, least.value
                    ),
                    prometheus.location(&route.iter().fold(JsonPointer::root(), |place, key| place.key(key))),
                )
                .related("the contract demands", least.location.clone())
                .help("remove minVersion, or raise it"),
            );
        }
    }
}

/// The minor number of a version of TLS, written `1.3` or `TLS13`.
fn version(text: &str) -> Option<u32> {
    text.strip_prefix("TLS").unwrap_or(text).strip_prefix('1')?.trim_start_matches('.').parse().ok()
}
