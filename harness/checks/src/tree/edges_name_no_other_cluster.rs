use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::credentials::strings,
    required::{On, in_each},
};

const DOCS: &str = "\
## What must hold

No object of an edge names the address, domain or id of another cluster, except where the log cluster and the central Query need it.

## Why it matters

An edge that asks another cluster for anything stops when that one does. It is meant to go on alone.

## How it is judged

All strings of the objects of each edge are searched for what the topology says of other clusters. Exceptions are in `contracts/exceptions.yaml`, written as the object, with their reason.

## How to fix

Use the edge's own Service, or move the setting to the central cluster.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.edges-name-no-other-cluster"),
    title: "an edge names no other cluster",
    level: Level::Must,
    traces: &[Trace::new("FR-014", "docs/design.md#fr-014")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    in_each(cx, out, On::Edges, "object", |edge, out| {
        let others: Vec<&str> = cx
            .contracts
            .topology
            .clusters
            .iter()
            .filter(|other| other.id != edge.id)
            .flat_map(|other| [other.id.as_str(), other.address.value.as_str(), other.domain.value.as_str()])
            .collect();
        let mut seen = 0;
        for object in cx.stack.objects().filter(|object| object.cluster == edge.id) {
            if matches!(object.kind(), "Secret" | "CustomResourceDefinition") {
                continue;
            }
            seen += 1;
            out.examine("objects");
            for (place, text) in strings(&object.node) {
                let Some(other) = others.iter().find(|other| text.contains(**other)) else { continue };
                if cx.contracts.excepted(CLAUSE.id, &object.id.to_string()) {
                    continue;
                }
                out.fail(
                    Finding::new(
                        format!("{} names {other}, which is another cluster's", object.id),
                        object.location(&place),
                    )
                    .help("use what the edge has itself; only the log cluster reaches over clusters"),
                );
            }
        }
        seen
    });
}
