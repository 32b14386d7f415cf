use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{SERVICE, collectors, configs, flag},
};

const DOCS: &str = "\
## What must hold

The pod template of the collector carries a checksum of its configuration, or the configuration switches `Hot_Reload` on.

## Why it matters

A ConfigMap that changes restarts nobody. The collector would work with what it read at its start until the node is rebooted.

## How it is judged

The annotation `checksum/config` of the pod template is looked for.

## How to fix

Leave the chart's annotation in place.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.changes-restart-the-collector"),
    title: "a changed configuration restarts the collector",
    level: Level::Must,
    traces: &[Trace::new("FR-020", "docs/stack.md#k-13")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let configs = configs(cx, out);
    for (cluster, pod, _) in collectors(cx, out) {
        let annotations = pod.object.node.dig(&["spec", "template", "metadata", "annotations"]);
        let checksum = annotations
            .and_then(|node| node.dig_str(&["checksum/config"]))
            .is_some_and(|sum| !sum.is_empty());
        let reloads = configs
            .iter()
            .filter(|config| config.cluster.id == cluster.id)
            .flat_map(|config| config.of(SERVICE))
            .any(|service| service.get("hot_reload").and_then(flag) == Some(true));
        if !checksum && !reloads {
            let place = ["spec", "template", "metadata", "annotations"]
                .iter()
                .fold(JsonPointer::root(), |place, key| place.key(key));
            out.fail(
                Finding::new(
                    format!(
                        "the collector of cluster {} goes on with its old configuration when it changes",
                        cluster.id
                    ),
                    pod.object.location(&place),
                )
                .help("keep the annotation checksum/config on the pod template"),
            );
        }
    }
}
