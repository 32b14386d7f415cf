use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::tls::skips};

const DOCS: &str = "\
## What must hold

No object, and no configuration file or script inside one, turns off the verification of a server's certificate.

## Why it matters

Encryption without knowing to whom is none. The switch is added for a test and stays, since everything works.

## How it is judged

Fields such as `insecureSkipVerify`, `insecure_skip_verify`, `tlsSkipVerify` and `tls.verify`, in objects and in the YAML, JSON and classic configuration files that they embed, and arguments such as `--insecure` are read. Exceptions are in `contracts/exceptions.yaml`, written as the object, with their reason.

## How to fix

Mount the CA and name it; make the certificate with the name or address that the client uses.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.tls-verified"),
    title: "nothing skips the verification of a certificate",
    level: Level::Must,
    traces: &[Trace::new("FR-007", "docs/stack.md#secrets")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for object in cx.stack.objects() {
        if object.kind() == "CustomResourceDefinition" {
            continue;
        }
        out.examine("objects");
        for (place, what) in skips(&object.node) {
            if cx.contracts.excepted(CLAUSE.id, &object.id.to_string()) {
                continue;
            }
            out.fail(
                Finding::new(
                    format!("{} verifies no certificate: {what}", object.id),
                    object.location(&place),
                )
                .help("mount the CA, name it, and turn the verification on"),
            );
        }
    }
}
