use conform_model::{ClauseId, ContractId, Finding, Level, Location, Span};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

No file under `deploy/base` contains an address, a domain or an id of a cluster of the topology, or the address of S3.

## Why it matters

A base is what all clusters share. What differs between sites and stands in a base is found only when the second site is deployed with the first one's address.

## How it is judged

The text of every base file is searched for what the topology lists. Documents and tests are left out.

## How to fix

Move the value into the overlay, or into a component that all overlays of a site share.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.base-without-literals"),
    title: "no base names an address, a host or a cluster",
    level: Level::Must,
    traces: &[Trace::new("FR-018", "docs/design.md#fr-018")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some(sources) = cx.sources else {
        out.block("the sources of the tree are not at hand");
        return;
    };
    let topology = &cx.contracts.topology;
    let mut literals: Vec<(&str, Location)> = Vec::new();
    for cluster in &topology.clusters {
        literals.push((cluster.id.as_str(), cluster.location.clone()));
        literals.push((&cluster.address.value, cluster.address.location.clone()));
        literals.push((&cluster.domain.value, cluster.domain.location.clone()));
    }
    let host =
        topology.s3_endpoint.value.trim_start_matches("https://").split(':').next().unwrap_or_default();
    literals.push((host, topology.s3_endpoint.location.clone()));
    for text in sources.texts() {
        let judged = text.file.starts_with("deploy/base/")
            && !text.file.ends_with(".md")
            && !text.file.contains("/tests/");
        if !judged {
            continue;
        }
        out.examine("files");
        for (literal, demanded) in &literals {
            for (at, _) in text.content.match_indices(literal) {
                let (Ok(start), Ok(end)) = (u32::try_from(at), u32::try_from(at + literal.len())) else {
                    continue;
                };
                out.fail(
                    Finding::new(format!("a base names `{literal}`"), text.location(Span { start, end }))
                        .related("it belongs to the topology", demanded.clone())
                        .help("move the value into the overlay, or into a component under deploy/components"),
                );
            }
        }
    }
}
