use conform_manifest::secret;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    required::{On, Required},
};

const DOCS: &str = "\
## What must hold

The Secret of the backups has `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, neither empty nor with white space at an end.

## Why it matters

Longhorn reads these two names and no others. A newline at the end becomes part of the key, and every request is refused with a wrong signature.

## How it is judged

The keys of the Secret are decoded; their values are looked at and never shown.

## How to fix

Write both lines into `longhorn-s3.env` of the cluster, as its example has them.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.backups-have-a-key-pair"),
    title: "the credentials of the backups hold a key pair, and nothing around it",
    level: Level::Must,
    traces: &[Trace::new("FR-007a", "docs/stack.md#l-16")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const SECRET: Required = Required::new("Secret", "longhorn-system", "longhorn-s3");

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (cluster, object) in SECRET.find(cx, out, On::Every) {
        for key in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
            out.examine("keys");
            let problem = match secret::text(object, key) {
                None => "is not set",
                Some(value) if value.is_empty() => "is empty",
                Some(value) if value.trim() != value => "begins or ends with white space",
                Some(_) => continue,
            };
            let place = JsonPointer::root().key("data").key(key);
            out.fail(
                Finding::new(
                    format!("{key} of the backups of cluster {} {problem}", cluster.id),
                    object.location(&place),
                )
                .help("write the key pair into longhorn-s3.env, one line each"),
            );
        }
    }
}
