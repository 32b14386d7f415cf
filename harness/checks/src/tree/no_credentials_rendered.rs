use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::credentials::{credential, strings},
};

const DOCS: &str = "\
## What must hold

No string of any object but a Secret has the shape of a credential: a private key, an access key, a token, a password hash, a URL with a password, or a run of characters as random as a key.

## Why it matters

ConfigMaps, arguments and annotations are read by everybody who may look at a namespace, and most of them stand in Git.

## How it is judged

Every string of every rendered object is searched, whatever file is embedded in it; definitions of custom resources are left out. Findings say what kind it is and where, never what.

## How to fix

Move the value into an untracked file of stage `20-secrets`, refer to it by name, and replace the credential: it has been seen.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.no-credentials-rendered"),
    title: "nothing but Secrets holds a credential",
    level: Level::Must,
    traces: &[Trace::new("FR-007a", "docs/stack.md#secrets"), Trace::new("FR-018", "docs/stack.md#secrets")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for object in cx.stack.objects() {
        if matches!(object.kind(), "Secret" | "CustomResourceDefinition") {
            continue;
        }
        out.examine("objects");
        for (place, text) in strings(&object.node) {
            if let Some(what) = credential(text) {
                out.fail(
                    Finding::new(
                        format!("{} holds what looks like {what}", object.id),
                        object.location(&place),
                    )
                    .help(
                        "move it into a file of 20-secrets, refer to it by name, and replace the credential",
                    ),
                );
            }
        }
    }
}
