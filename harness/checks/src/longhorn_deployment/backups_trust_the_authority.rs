use conform_manifest::secret;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    required::{On, Required},
};

const DOCS: &str = "\
## What must hold

The Secret of the backups has a value for `AWS_CERT`.

## Why it matters

The endpoint's certificate is signed by an authority of the site. An empty value trusts nothing but the public ones, and each backup fails at the first contact.

## How it is judged

The value is decoded; it must not be empty. What it holds in the tree is the placeholder of the example.

## How to fix

Put the PEM chain into `s3-ca.crt` of the cluster's storage secrets.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.backups-trust-the-authority"),
    title: "backups trust the authority of the S3 endpoint",
    level: Level::Must,
    traces: &[Trace::new("FR-007", "docs/stack.md#secrets"), Trace::new("FR-007a", "docs/stack.md#l-16")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const SECRET: Required = Required::new("Secret", "longhorn-system", "longhorn-s3");

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (cluster, object) in SECRET.find(cx, out, On::Every) {
        out.examine("certificates");
        if secret::text(object, "AWS_CERT").is_none_or(|value| value.trim().is_empty()) {
            out.fail(
                Finding::new(
                    format!(
                        "backups of cluster {} trust no authority of ours: AWS_CERT is empty",
                        cluster.id
                    ),
                    object.location(&JsonPointer::root().key("data").key("AWS_CERT")),
                )
                .help("generate AWS_CERT from the file of the CA"),
            );
        }
    }
}
