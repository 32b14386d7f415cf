use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        longhorn::{NAMESPACE, SETTINGS, files},
        pod_templates,
    },
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The setting `priority-class` and the pods of Longhorn name the same priority class, which the cluster renders.

## Why it matters

When memory runs short, whoever has the lowest priority goes first. If that is an instance manager, every volume of the node is cut off under its user.

## How it is judged

The setting, the class and the pod templates of `longhorn-system` are read; Jobs, which end, are left out.

## How to fix

Leave `defaultSettings.priorityClass` and the chart's class as they are.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.volumes-outrank-their-users"),
    title: "what carries the volumes is evicted last",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#l-13")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let pods = pod_templates(cx.stack);
    for file in files(cx, out, SETTINGS) {
        let cluster = &file.cluster.id;
        let Some(class) = file.text(&["priority-class"]) else {
            let finding = Finding::new(
                format!("what Longhorn makes on cluster {cluster} has no priority"),
                file.location(),
            )
            .help("keep the priority class of the chart");
            out.fail(with_values_key(finding, cx, file.object, &["defaultSettings", "priorityClass"]));
            continue;
        };
        if cx.stack.find(cluster, "PriorityClass", "", &class).is_none() {
            let message =
                format!("nobody makes the priority class `{class}` of Longhorn on cluster {cluster}");
            out.fail(Finding::new(message, file.location()).help("name a class that is rendered"));
        }
        let own = pods.iter().filter(|pod| {
            let object = pod.object;
            object.cluster == *cluster && object.namespace() == NAMESPACE && object.kind() != "Job"
        });
        for pod in own {
            let Some((place, spec)) = pod.spec() else { continue };
            out.examine("workloads");
            if spec.dig_str(&["priorityClassName"]) != Some(&class) {
                out.fail(
                    Finding::new(
                        format!(
                            "{} of cluster {cluster} may be evicted before those who use its volumes",
                            pod.object.id
                        ),
                        pod.object.location(&place.key("priorityClassName")),
                    )
                    .related("the priority of what Longhorn makes", file.location())
                    .help(format!("give it the priority class `{class}`")),
                );
            }
        }
    }
}
