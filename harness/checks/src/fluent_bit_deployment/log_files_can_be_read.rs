use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace, kube::fluent_bit::collectors, sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The container of the collector runs as user 0.

## Why it matters

The kubelet's log files belong to root and are readable for nobody else. As another user the input finds every file and reads none.

## How it is judged

`runAsUser` of the container, else of the pod, is read.

## How to fix

Set `securityContext.runAsUser: 0` in the values file; capabilities are not needed.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.log-files-can-be-read"),
    title: "the collector runs as the user who may read log files",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-8")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (cluster, pod, container) in collectors(cx, out) {
        let user = |node: &Node| node.dig(&["securityContext", "runAsUser"]).and_then(Node::as_i64);
        let found = user(container.node).or_else(|| pod.spec().and_then(|(_, spec)| user(spec)));
        if found != Some(0) {
            let found =
                found.map_or_else(|| "nobody in particular".to_owned(), |user| format!("user {user}"));
            let finding = Finding::new(
                format!(
                    "the collector of cluster {} runs as {found}, who may not read log files",
                    cluster.id
                ),
                pod.object.location(&container.pointer.key("securityContext")),
            )
            .help("run it as user 0 without capabilities");
            out.fail(with_values_key(finding, cx, pod.object, &["securityContext", "runAsUser"]));
        }
    }
}
