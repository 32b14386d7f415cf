use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{PodTemplate, pod_templates_of, pointer, prometheuses, spec_finding, thanos},
    required::{On, Required},
};

const DOCS: &str = "\
## What must hold

The image of every sidecar has the tag of Thanos Query and of the Store Gateway, and `spec.thanos.version` says the same.

## Why it matters

The operator writes the flags of the sidecar for the version it is told. With another image they may not exist, and the sidecar does not start. Stores of mixed releases are not tested together.

## How it is judged

The tags of `spec.thanos.image`, of `spec.thanos.version` and of the images of Query and Store are compared.

## How to fix

Set `prometheus.prometheusSpec.thanos.image` and `.version` together with the images under `deploy/base/thanos`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.sidecar-is-querys-release"),
    title: "sidecars are of the release of Query and Store",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#versions"), Trace::new("FR-005", "docs/stack.md#versions")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The Store Gateway, by the name that the contract fixes.
const STORE: Required = Required::new("StatefulSet", "monitoring", "thanos-store");

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let mut central = thanos::QUERY.find(cx, out, On::Central);
    central.extend(STORE.find(cx, out, On::Central));
    let sidecars = prometheuses(cx, out);
    for (_, workload) in central {
        let containers = pod_templates_of(workload).as_ref().map(PodTemplate::containers).unwrap_or_default();
        let image =
            containers.iter().find_map(|container| container.node.dig_str(&["image"])).unwrap_or_default();
        for prometheus in &sidecars {
            let own = prometheus.node.dig_str(&["spec", "thanos", "image"]);
            let version = prometheus.node.dig_str(&["spec", "thanos", "version"]);
            let fields = [("image", own.map(tag)), ("version", version)];
            for (field, found) in fields {
                if found == Some(tag(image)) {
                    continue;
                }
                let found = found.unwrap_or("absent");
                let message =
                    format!("the {field} of the sidecar is {found}, {} runs {}", workload.id, tag(image));
                let place = workload.location(&pointer(&["spec", "template", "spec", "containers"]));
                out.fail(
                    spec_finding(cx, prometheus, &["thanos", field], message)
                        .related("it is set here", place),
                );
            }
        }
    }
}

/// The tag of an image, without the digest that may follow it.
fn tag(image: &str) -> &str {
    let image = image.split('@').next().unwrap_or_default();
    image.rsplit('/').next().and_then(|name| name.split_once(':')).map_or("latest", |(_, tag)| tag)
}
