use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::gitignore::Ignore, sources::kustomizations};

const DOCS: &str = "\
## What must hold

Every file that a `secretGenerator` below `20-secrets` reads has a tracked example beside it, and `deploy/.gitignore` ignores the file and not the example.

## Why it matters

One `git add .` after filling in the values is all it takes otherwise.

## How it is judged

The files and env files of generators are resolved and held against the rules of `deploy/.gitignore`, the last one that matches deciding, as Git does.

## How to fix

Add the example, or restore the rules for `20-secrets` in `deploy/.gitignore`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.secret-files-are-ignored"),
    title: "Git ignores every file that secrets are made of",
    level: Level::Must,
    traces: &[Trace::new("FR-007a", "docs/stack.md#secrets")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

/// The folders of the stage whose files hold secrets.
const STAGE: &str = "/20-secrets/";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let Some(sources) = cx.sources else {
        out.block("the sources of the tree are not at hand");
        return;
    };
    let rules = sources.text("deploy/.gitignore").map(|text| text.content.clone()).unwrap_or_default();
    let ignore = Ignore::parse(&rules);
    for (text, root) in kustomizations(cx, out) {
        let folder = text.file.trim_end_matches("kustomization.yaml");
        if !folder.contains(STAGE) {
            continue;
        }
        for (at, generator) in root.dig_seq(&["secretGenerator"]).enumerate() {
            for list in ["files", "envs"] {
                for (index, entry) in generator.dig_seq(&[list]).filter_map(Node::as_str).enumerate() {
                    out.examine("files of secrets");
                    let path = entry.split_once('=').map_or(entry, |(_, path)| path);
                    let file = format!("{folder}{path}");
                    let below = file.trim_start_matches("deploy/").to_owned();
                    let example = format!("{file}.example");
                    let problem = if sources.text(&example).is_none() {
                        Some("has no example beside it")
                    } else if !ignore.ignores(&below) {
                        Some("is not ignored by Git")
                    } else if ignore.ignores(&format!("{below}.example")) {
                        Some("has an example that Git ignores")
                    } else {
                        None
                    };
                    let Some(problem) = problem else { continue };
                    let place = JsonPointer::root().key("secretGenerator").index(at).key(list).index(index);
                    out.fail(
                        Finding::new(format!("{file} {problem}"), text.location(root.span_at(&place)))
                            .help("keep a tracked example beside it, and the rules for 20-secrets in deploy/.gitignore"),
                    );
                }
            }
        }
    }
}
