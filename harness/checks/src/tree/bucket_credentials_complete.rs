use conform_manifest::secret;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::entities::buckets};

const DOCS: &str = "\
## What must hold

Every client of S3, that is Longhorn, the sidecar of Prometheus and OpenSearch, names a Secret of its own namespace that the cluster renders, with the keys that this client reads.

## Why it matters

Longhorn's settings name their Secret inside a text, and OpenSearch takes whatever keys it finds in a folder. Nothing refuses a name that leads nowhere or a key that is spelt otherwise: backups, uploads and snapshots fail at night.

## How it is judged

The names are read from Longhorn's default settings, from `objectStorageConfig` of each Prometheus and from what OpenSearch mounts for its keystore; the Secrets of the render are looked up, and their keys, never their values, are read.

## How to fix

Correct the name, or the keys in the untracked file of stage `20-secrets` and in the example beside it.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.bucket-credentials-complete"),
    title: "every client of S3 finds a Secret with the keys it reads",
    level: Level::Must,
    traces: &[Trace::new("FR-007a", "docs/stack.md#secrets"), Trace::new("FR-007", "docs/stack.md#secrets")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (client, place, bucket) in buckets(cx, out) {
        out.examine("clients of S3");
        let reference = &bucket.credentials;
        let stores = bucket.stores;
        if reference.name.is_empty() {
            out.fail(
                Finding::new(
                    format!("{} names no credentials for {stores} in bucket {}", client.id, bucket.name),
                    client.location(&place),
                )
                .help("name a Secret of stage 20-secrets"),
            );
            continue;
        }
        let found = cx.stack.find(&client.cluster, "Secret", &reference.namespace, &reference.name);
        let Some(secret) = found else {
            out.fail(
                Finding::new(
                    format!("{} wants {reference} for {stores}, which nothing renders", client.id),
                    client.location(&place),
                )
                .help("correct the name, or make the Secret in stage 20-secrets"),
            );
            continue;
        };
        for key in stores.keys().iter().filter(|key| !secret::has(secret, key)) {
            out.fail(
                Finding::new(
                    format!("{reference} has no key `{key}`, which the client for {stores} reads"),
                    secret.location(&JsonPointer::root().key("data")),
                )
                .related("the client", client.location(&place))
                .help("add the key to the file in stage 20-secrets, and to the example beside it"),
            );
        }
    }
}
