use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, sources::kustomizations};

const DOCS: &str = "\
## What must hold

Every entry under `helmCharts` names its version, repository, release and namespace, sets `skipHooks: true`, the pinned `kubeVersion` and `apiVersions` with `monitoring.coreos.com/v1`; `includeCRDs: true` stands in the base of the definitions alone.

## Why it matters

Without version the chart changes under the tree. Without `kubeVersion` and `apiVersions` helm assumes a cluster of its own invention and leaves out ServiceMonitors without a word.

## How it is judged

The kustomizations of the source tree are read.

## How to fix

Complete the entry named by the finding.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.charts-pinned"),
    title: "every chart is pinned and rendered for one Kubernetes",
    level: Level::Must,
    traces: &[Trace::new("FR-001", "docs/stack.md#k-15"), Trace::new("FR-020", "docs/stack.md#k-2")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

/// The base that renders definitions and nothing else.
const DEFINITIONS: &str = "deploy/base/crds/kustomization.yaml";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let kubernetes = cx.contracts.fact(ContractId::MinikubeInstall, "kubernetes");
    for (text, root) in kustomizations(cx, out) {
        for chart in root.dig_seq(&["helmCharts"]) {
            out.examine("charts");
            let name = chart.dig_str(&["name"]).unwrap_or("without name");
            let mut wrong = |field: &str, message: String, help: &str| {
                let span = chart.span_at(&JsonPointer::root().key(field));
                let mut finding =
                    Finding::new(format!("chart {name}: {message}"), text.location(span)).help(help);
                if field == "kubeVersion" {
                    finding = finding.related("the pinned version", kubernetes.location.clone());
                }
                out.fail(finding);
            };
            for field in ["version", "repo", "releaseName", "namespace", "valuesFile"] {
                if chart.dig_str(&[field]).is_none() {
                    wrong(
                        field,
                        format!("`{field}` is missing"),
                        "name it, so that the render depends on nothing else",
                    );
                }
            }
            if chart.get("skipHooks").and_then(Node::as_bool) != Some(true) {
                wrong(
                    "skipHooks",
                    "hooks are not skipped".to_owned(),
                    "set `skipHooks: true`; kustomize applies hooks as ordinary objects",
                );
            }
            let version = kubernetes.value.trim_start_matches('v');
            if chart.dig_str(&["kubeVersion"]).map(|own| own.trim_start_matches('v')) != Some(version) {
                wrong(
                    "kubeVersion",
                    format!("it is not rendered for Kubernetes {version}"),
                    "set `kubeVersion` to the pinned version",
                );
            }
            if !chart.dig_seq(&["apiVersions"]).any(|own| own.as_str() == Some("monitoring.coreos.com/v1")) {
                wrong(
                    "apiVersions",
                    "the operator's API is not announced".to_owned(),
                    "list monitoring.coreos.com/v1 under `apiVersions`; some charts leave out their ServiceMonitor without it",
                );
            }
            let includes = chart.get("includeCRDs").and_then(Node::as_bool) == Some(true);
            if includes != (text.file == DEFINITIONS) {
                wrong(
                    "includeCRDs",
                    "definitions belong into their own base, and only there".to_owned(),
                    "set `includeCRDs: true` in base/crds and nowhere else",
                );
            }
        }
    }
}
