use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::{NAMESPACE, TARGET, files},
};

const DOCS: &str = "\
## What must hold

`backup-target-credential-secret` names a Secret that is rendered in `longhorn-system`.

## Why it matters

Without it Longhorn asks S3 as nobody, the target is never available, and volumes go without backup until one is needed.

## How it is judged

The ConfigMap `longhorn-default-resource` is parsed and the Secret looked up in the render of the cluster.

## How to fix

Name the Secret of stage `20-secrets` in `backup-target.yaml` of the overlay.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.backups-have-credentials"),
    title: "the backup target names a Secret that exists",
    level: Level::Must,
    traces: &[Trace::new("FR-007a", "docs/stack.md#secrets"), Trace::new("FR-002", "docs/stack.md#l-1")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for file in files(cx, out, TARGET) {
        let cluster = &file.cluster.id;
        let name = file.text(&["backup-target-credential-secret"]).unwrap_or_default();
        if cx.stack.find(cluster, "Secret", NAMESPACE, &name).is_none() {
            let message = if name.is_empty() {
                format!("backups of cluster {cluster} have no credentials")
            } else {
                format!(
                    "backups of cluster {cluster} take their credentials from `{name}`, which does not exist"
                )
            };
            out.fail(
                Finding::new(message, file.location()).help("name the Secret that stage 20-secrets makes"),
            );
        }
    }
}
