use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace, kube::fluent_bit::collectors, sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The collector is a DaemonSet that tolerates every taint and selects no nodes.

## Why it matters

A node with a taint, such as one that is being drained or short of disk, is where logs are wanted most.

## How it is judged

The pod template must have a toleration with operator `Exists`, without key and effect, and neither node selector nor node affinity.

## How to fix

Set `tolerations: [{operator: Exists}]` in the values file.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.every-node-collects"),
    title: "the collector runs on every node",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/design.md#fr-009")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (_, pod, _) in collectors(cx, out) {
        let Some((place, spec)) = pod.spec() else { continue };
        let all = spec.dig_seq(&["tolerations"]).any(|own| {
            own.dig_str(&["operator"]) == Some("Exists")
                && own.get("key").is_none()
                && own.get("effect").is_none()
        });
        if !all {
            let finding = Finding::new(
                format!("the collector of cluster {} does not tolerate every taint", pod.object.cluster),
                pod.object.location(&place.key("tolerations")),
            )
            .help("tolerate with operator Exists, without key and effect");
            out.fail(with_values_key(finding, cx, pod.object, &["tolerations"]));
        }
        for (key, node) in [
            ("nodeSelector", spec.get("nodeSelector")),
            ("affinity", spec.dig(&["affinity", "nodeAffinity"])),
        ] {
            if node.is_some() {
                let finding = Finding::new(
                    format!("the collector of cluster {} leaves nodes out", pod.object.cluster),
                    pod.object.location(&place.key(key)),
                )
                .help("let it run on every node");
                out.fail(with_values_key(finding, cx, pod.object, &[key]));
            }
        }
    }
}
