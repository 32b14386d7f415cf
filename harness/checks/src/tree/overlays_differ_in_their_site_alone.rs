use conform_model::{ClauseId, ContractId, Finding, Level, Span};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Every file of an overlay has its counterpart in the other overlays of its role, and the two are the same once ids, addresses and domains of the topology are left out of account.

## Why it matters

A setting that was mended on one cluster and forgotten on the others is found during an incident.

## How it is judged

Each text file of an overlay is compared with that of the first cluster of the role. What has to differ is in `contracts/exceptions.yaml`, written as the path below the overlay, with its reason.

## How to fix

Move the setting into the base, or make the same change in all overlays of the role.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.overlays-differ-in-their-site-alone"),
    title: "overlays of one role differ in names and addresses alone",
    level: Level::Must,
    traces: &[Trace::new("FR-019", "docs/design.md#fr-019")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some(sources) = cx.sources else {
        out.block("the sources of the tree are not at hand");
        return;
    };
    let topology = &cx.contracts.topology;
    for cluster in &topology.clusters {
        let Some(model) = topology.of_role(cluster.role).find(|other| other.id != cluster.id) else {
            continue;
        };
        let (own, others) = (
            format!("deploy/overlays/{}/", cluster.overlay.value),
            format!("deploy/overlays/{}/", model.overlay.value),
        );
        for text in sources.texts() {
            let Some(path) = text.file.strip_prefix(&own) else { continue };
            out.examine("files");
            if cx.contracts.excepted(CLAUSE.id, path) {
                continue;
            }
            let Some(other) = sources.text(&format!("{others}{path}")) else {
                out.fail(
                    Finding::new(
                        format!("{} has {path}, and {} has not", cluster.id, model.id),
                        text.location(Span::default()),
                    )
                    .help("make the same change in all overlays of the role"),
                );
                continue;
            };
            // Each pair is compared once, in the later of the two.
            if topology.of_role(cluster.role).next().is_some_and(|first| first.id == cluster.id) {
                continue;
            }
            let (mine, theirs) = (neutral(cx, &text.content), neutral(cx, &other.content));
            let lines = || mine.lines().zip(theirs.lines());
            if mine == theirs {
                continue;
            }
            let same = lines().take_while(|(own, other)| own == other).count();
            let at: usize = text.content.split_inclusive('\n').take(same).map(str::len).sum();
            let length = text.content[at..].lines().next().map_or(0, str::len);
            let start = u32::try_from(at).unwrap_or_default();
            let end = u32::try_from(at + length).unwrap_or_default();
            out.fail(
                Finding::new(
                    format!("{path} of {} is not that of {}", cluster.id, model.id),
                    text.location(Span { start, end }),
                )
                .related("the other overlay", other.location(Span::default()))
                .help("move what differs into the base, or make the same change in all overlays of the role"),
            );
        }
    }
}

/// A text in which ids, addresses and domains of the topology stand for any cluster's.
fn neutral(cx: &Facts<'_>, text: &str) -> String {
    let mut text = text.to_owned();
    for cluster in &cx.contracts.topology.clusters {
        for own in [cluster.id.as_str(), &cluster.address.value, &cluster.domain.value] {
            text = text.replace(own, "CLUSTER");
        }
        if let Some((short, _)) = cluster.id.as_str().split_once('-') {
            text = text.replace(&format!("n{short}"), "CLUSTER");
        }
    }
    text
}
