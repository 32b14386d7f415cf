use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::embedded,
    required::{On, Required},
};

const DOCS: &str = "\
## What must hold

The bucket for logs is named for nothing else in the topology, and the backup target of Longhorn is another one on every cluster.

## Why it matters

From 3.x data of a repository lies at the root of its bucket. Whatever cleans up beside it, by age or by prefix, destroys snapshots.

## How it is judged

The buckets of the topology are compared with each other, and with the bucket in the backup target that Longhorn is given.

## How to fix

Give each purpose a bucket of its own in `contracts/topology.yaml` and in the tree.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.logs-bucket-is-its-own"),
    title: "nothing else is in the bucket for logs",
    level: Level::Must,
    traces: &[Trace::new("FR-009b", "docs/stack.md#o-12")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// What Longhorn is told of its first backup target.
const TARGET: Required = Required::new("ConfigMap", "longhorn-system", "longhorn-default-resource");

const FILE: &str = "default-resource.yaml";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let buckets = &cx.contracts.topology.buckets;
    let logs = &buckets.logs;
    let others = [
        ("metrics", &buckets.metrics),
        ("volumes", &buckets.volumes),
        ("backup", &buckets.backup),
        ("probe", &buckets.probe),
    ];
    for (purpose, bucket) in others {
        if bucket.value == logs.value {
            let message = format!("bucket {} is for logs and for {purpose}", logs.value);
            out.fail(
                Finding::new(message, bucket.location.clone())
                    .related("it is for logs", logs.location.clone())
                    .help("give each purpose a bucket of its own"),
            );
        }
    }
    for (cluster, map) in TARGET.find(cx, out, On::Every) {
        out.examine("backup targets");
        let file = map.node.dig(&["data", FILE]).and_then(embedded);
        let url = file.as_ref().and_then(|file| file.dig_str(&["backup-target"])).unwrap_or_default();
        let bucket = url.strip_prefix("s3://").and_then(|rest| rest.split(['@', '/']).next());
        if bucket == Some(&logs.value) {
            let place = map.location(&JsonPointer::root().key("data").key(FILE));
            let message = format!("Longhorn of {} backs volumes up into the bucket for logs", cluster.id);
            out.fail(
                Finding::new(message, place)
                    .related("it is for logs", logs.location.clone())
                    .help("set backupTarget in the overlay to the bucket for volumes"),
            );
        }
    }
}
