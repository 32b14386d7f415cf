use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Every Secret with content is rendered by the stage `20-secrets`; elsewhere a Secret is empty.

## Why it matters

One stage is made from files that Git never sees. A Secret anywhere else came from a values file or a manifest, which Git does see.

## How it is judged

Secrets of all other stages are searched for `data` and `stringData`. Secrets that hold configuration without credentials are listed in the contracts under `provided` with the kind `ConfigurationSecret`.

## How to fix

Move the values into an untracked file of the secrets stage and refer to the Secret by name.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.secrets-in-their-stage"),
    title: "Secrets are rendered by the secrets stage alone",
    level: Level::Must,
    traces: &[Trace::new("FR-007a", "docs/stack.md#secrets"), Trace::new("FR-018", "docs/stack.md#secrets")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The stage that is made from files that Git never sees.
const STAGE: &str = "20-secrets";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for secret in cx.stack.of_kind("Secret") {
        out.examine("secrets");
        let configuration = cx.contracts.iter().flat_map(|contract| &contract.provided).any(|provided| {
            provided.kind.value == "ConfigurationSecret" && provided.name.value == secret.name()
        });
        if secret.stage.as_str() == STAGE || configuration {
            continue;
        }
        for field in ["data", "stringData"] {
            let filled = secret.node.get(field).and_then(Node::as_map).is_some_and(|map| !map.is_empty());
            if filled {
                out.fail(
                    Finding::new(
                        format!("{} has content in stage {}", secret.id, secret.stage),
                        secret.location(&JsonPointer::root().key(field)),
                    )
                    .help("move the values into an untracked file of 20-secrets and refer to the Secret by name"),
                );
            }
        }
    }
}
