use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    sources::{kustomizations, resolve},
};

const DOCS: &str = "\
## What must hold

For every stage all clusters of a role name the same bases and components.

## Why it matters

A component that one overlay forgot is a rule, a mount or a policy that one cluster lacks.

## How it is judged

The `resources` and `components` outside of the overlay are compared between the first cluster of a role and the others.

## How to fix

Name the same ones, or offer the difference as a component that all have.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.overlays-share-bases"),
    title: "overlays of one role are made of the same bases and components",
    level: Level::Must,
    traces: &[Trace::new("FR-019", "docs/design.md#fr-019")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let topology = &cx.contracts.topology;
    let all = kustomizations(cx, out);
    for stage in &topology.stages {
        for cluster in topology.clusters.iter().filter(|cluster| stage.roles.contains(&cluster.role)) {
            let Some(model) = topology.of_role(cluster.role).next() else { continue };
            let find = |overlay: &str| {
                let file = format!("deploy/overlays/{overlay}/{}/kustomization.yaml", stage.name.value);
                all.iter().find(|(text, _)| text.file == file)
            };
            let (Some(own), Some(wanted)) = (find(&cluster.overlay.value), find(&model.overlay.value)) else {
                continue;
            };
            out.examine("stages");
            for list in ["resources", "components"] {
                let shared = |root: &Node, file: &str| -> Vec<String> {
                    root.dig_seq(&[list])
                        .filter_map(|entry| resolve(file, entry.as_str()?))
                        .filter(|path| !path.starts_with("deploy/overlays/"))
                        .collect()
                };
                let (have, want) = (shared(&own.1, &own.0.file), shared(&wanted.1, &wanted.0.file));
                let missing =
                    want.iter().find(|path| !have.contains(path)).map(|path| format!("lacks {path}"));
                let more = have.iter().find(|path| !want.contains(path)).map(|path| format!("adds {path}"));
                if let Some(what) = missing.or(more) {
                    let place = JsonPointer::root().key(list);
                    out.fail(
                        Finding::new(
                            format!("stage {} of {} {what}", stage.name.value, cluster.id),
                            own.0.location(own.1.span_at(&place)),
                        )
                        .related("the other overlay", wanted.0.location(wanted.1.span_at(&place)))
                        .help("name the same bases and components in all overlays of a role"),
                    );
                }
            }
        }
    }
}
