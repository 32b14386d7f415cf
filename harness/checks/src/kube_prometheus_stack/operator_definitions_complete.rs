use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{operator::definitions, pointer},
    required::{On, missing},
};

const DOCS: &str = "\
## What must hold

Every definition of the contract stands in stage 10-crds of every cluster, serves the version it stores, and stands in no other stage.

## Why it matters

The operator watches all of its kinds and waits for those it does not find. A definition that comes twice is changed back and forth by two stages; one that arrives with its first resource comes too late.

## How it is judged

Definitions of the group `monitoring.coreos.com` are compared with the list of the contract, by stage.

## How to fix

Set `includeCRDs: true` and `crds.enabled: true` in `deploy/base/crds`, and `crds.enabled: false` in `deploy/base/kube-prometheus-stack`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.operator-definitions-complete"),
    title: "the operator has a definition of every resource that it watches",
    level: Level::Must,
    traces: &[Trace::new("FR-001", "docs/stack.md#k-4"), Trace::new("FR-001", "docs/stack.md#k-18")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The stage of definitions.
const STAGE: &str = "10-crds";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::KubePrometheusStack, "definitions");
    for cluster in On::Every.clusters(cx) {
        let own: Vec<_> = definitions(cx.stack).filter(|own| own.cluster == cluster.id).collect();
        for plural in demanded.value.split_whitespace() {
            out.examine("definitions");
            let name = format!("{plural}.monitoring.coreos.com");
            let Some(definition) = own.iter().find(|own| own.name() == name && own.stage.as_str() == STAGE)
            else {
                let finding = missing(cluster, &format!("definition {name} in stage {STAGE}"));
                out.fail(finding.related("the contract demands", demanded.location.clone()));
                continue;
            };
            let usable = definition.node.dig_seq(&["spec", "versions"]).any(|version| {
                ["served", "storage"]
                    .into_iter()
                    .all(|field| version.get(field).and_then(Node::as_bool) == Some(true))
            });
            if !usable {
                out.fail(
                    Finding::new(
                        format!("{} serves no version that it stores", definition.id),
                        definition.location(&pointer(&["spec", "versions"])),
                    )
                    .help("take the definition from the chart as it is"),
                );
            }
        }
        for definition in own.iter().filter(|own| own.stage.as_str() != STAGE) {
            out.fail(
                Finding::new(
                    format!("{} stands in stage {}, not in {STAGE} alone", definition.id, definition.stage),
                    definition.location(&pointer(&["metadata", "name"])),
                )
                .help("set crds.enabled to false and leave includeCRDs out where the chart is installed"),
            );
        }
    }
}
