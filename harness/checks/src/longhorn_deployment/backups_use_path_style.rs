use conform_manifest::Object;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    required::{On, Required},
};

const DOCS: &str = "\
## What must hold

The Secret of the backups has no key `VIRTUAL_HOSTED_STYLE`, and no other that Longhorn does not need.

## Why it matters

With the key set, the name of the bucket is put before the address of the endpoint, which is a number, and no such host exists.

## How it is judged

The names of the keys are compared with those that the contract lists.

## How to fix

Take the line out of `longhorn-s3.env`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.backups-use-path-style"),
    title: "backups address the bucket by path",
    level: Level::Must,
    traces: &[Trace::new("FR-007", "docs/stack.md#l-16")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const SECRET: Required = Required::new("Secret", "longhorn-system", "longhorn-s3");

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let allowed = cx.contracts.fact(ContractId::LonghornDeployment, "backup-secret-keys");
    let known: Vec<&str> = allowed.value.split(',').map(str::trim).collect();
    for (cluster, object) in SECRET.find(cx, out, On::Every) {
        for key in keys(object) {
            out.examine("keys");
            if !known.contains(&key) {
                out.fail(
                    Finding::new(
                        format!("the credentials of the backups of cluster {} also set {key}", cluster.id),
                        object.location(&JsonPointer::root().key("data").key(key)),
                    )
                    .related("the contract allows", allowed.location.clone())
                    .help("take the key out"),
                );
            }
        }
    }
}

fn keys(secret: &Object) -> impl Iterator<Item = &str> {
    ["data", "stringData"]
        .into_iter()
        .filter_map(|field| secret.node.get(field)?.as_map())
        .flatten()
        .map(|entry| &*entry.key)
}
