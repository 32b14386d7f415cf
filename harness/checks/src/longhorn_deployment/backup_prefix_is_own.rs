use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::embedded};

const DOCS: &str = "\
## What must hold

Longhorn's backup target on every cluster is the bucket of the topology with a region, and the cluster's id as prefix with a slash at the end.

## Why it matters

Three clusters under one prefix see each other's volumes and overwrite each other's system backups. Keys that Longhorn no longer reads leave the target empty without a word.

## How it is judged

The ConfigMap `longhorn-default-resource`, which Longhorn reads at its start, is parsed.

## How to fix

Patch `backup-target` in the overlay of the cluster.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.backup-prefix-is-own"),
    title: "every cluster backs up under its own prefix",
    level: Level::Must,
    traces: &[Trace::new("FR-007", "docs/stack.md#l-2"), Trace::new("FR-002", "docs/stack.md#l-1")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let bucket = &cx.contracts.topology.buckets.volumes;
    for map in cx.stack.of_kind("ConfigMap").filter(|map| map.name() == "longhorn-default-resource") {
        out.examine("backup targets");
        let place = JsonPointer::root().key("data").key("default-resource.yaml");
        let content = map.node.dig(&["data", "default-resource.yaml"]).and_then(embedded);
        let target = content.as_ref().and_then(|node| node.dig_str(&["backup-target"])).unwrap_or_default();
        let parts = target
            .strip_prefix("s3://")
            .and_then(|rest| rest.split_once('@'))
            .and_then(|(bucket, rest)| rest.split_once('/').map(|(region, prefix)| (bucket, region, prefix)));
        let own = format!("{}/", map.cluster);
        let holds = parts.is_some_and(|(name, region, prefix)| {
            name == bucket.value && !region.is_empty() && prefix == own
        });
        if !holds {
            out.fail(
                Finding::new(
                    format!("the backup target of cluster {} is `{target}`", map.cluster),
                    map.location(&place),
                )
                .related("the bucket", bucket.location.clone())
                .help(format!("patch it in the overlay to s3://{}@<region>/{own}", bucket.value)),
            );
        }
    }
    for cluster in cx.stack.clusters() {
        let found = cx
            .stack
            .of_kind("ConfigMap")
            .any(|map| map.cluster == *cluster && map.name() == "longhorn-default-resource");
        if !found {
            out.fail(
                Finding::new(format!("cluster {cluster} sets no backup target"), bucket.location.clone())
                    .help("set defaultBackupStore.backupTarget; the older defaultSettings.backupTarget is ignored"),
            );
        }
    }
}
