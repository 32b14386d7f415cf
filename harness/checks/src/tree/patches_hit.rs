use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    sources::{kustomizations, parts},
};

const DOCS: &str = "\
## What must hold

The target of every patch matches an object of every stage that the kustomization is part of.

## Why it matters

A JSON patch whose target matches nothing is silently left out. The value it should set is the base's, or none.

## How it is judged

Targets of all kustomizations are compared, by kind, name and namespace, with the objects of the stages that include them. Patches that delete their target are left out.

## How to fix

Correct kind, name or namespace of the target.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.patches-hit"),
    title: "every patch changes something",
    level: Level::Must,
    traces: &[Trace::new("FR-019", "docs/stack.md#k-11")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let all = kustomizations(cx, out);
    for stage in &cx.stack.stages {
        let overlay = format!("deploy/overlays/cluster-{}/{}/kustomization.yaml", stage.cluster, stage.name);
        let within = parts(&overlay, &all);
        for (text, root) in all.iter().filter(|(text, _)| within.contains(&text.file)) {
            for (at, patch) in root.dig_seq(&["patches"]).enumerate() {
                let Some(target) = patch.get("target") else { continue };
                if patch.dig_str(&["patch"]).is_some_and(|text| text.contains("$patch: delete")) {
                    continue;
                }
                out.examine("patches");
                let hit = stage.objects.iter().any(|object| {
                    matches(target.dig_str(&["kind"]), object.kind())
                        && matches(target.dig_str(&["name"]), object.name())
                        && matches(target.dig_str(&["namespace"]), object.namespace())
                });
                if hit {
                    continue;
                }
                let place = JsonPointer::root().key("patches").index(at).key("target");
                out.fail(
                    Finding::new(
                        format!(
                            "no object of stage {} of cluster {} is {}",
                            stage.name,
                            stage.cluster,
                            described(target)
                        ),
                        text.location(root.span_at(&place)),
                    )
                    .help(
                        "correct kind, name or namespace of the target; what matches nothing changes nothing",
                    ),
                );
            }
        }
    }
}

fn described(target: &Node) -> String {
    ["kind", "name", "namespace"]
        .iter()
        .filter_map(|key| target.dig_str(&[key]))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether a target's pattern means a name: kustomize reads it as a regular expression over the whole
/// of it, of which alternatives and `.*` are understood here.
fn matches(pattern: Option<&str>, name: &str) -> bool {
    let Some(pattern) = pattern else { return true };
    let inner = pattern.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(pattern);
    inner.split('|').any(|own| match own.split_once(".*") {
        Some((head, tail)) => {
            name.len() >= head.len() + tail.len() && name.starts_with(head) && name.ends_with(tail)
        }
        None => own == name,
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    #[rstest]
    #[case(None, "Service", true)]
    #[case(Some("Service"), "Service", true)]
    #[case(Some("Service"), "ServiceMonitor", false)]
    #[case(Some("(StatefulSet|Service)"), "Service", true)]
    #[case(Some("(StatefulSet|Service)"), "Secret", false)]
    #[case(Some("node-.*"), "node-proxy", true)]
    #[case(Some("node-.*"), "site-s3", false)]
    fn patterns(#[case] pattern: Option<&str>, #[case] name: &str, #[case] hit: bool) {
        assert_eq!(super::matches(pattern, name), hit);
    }
}
