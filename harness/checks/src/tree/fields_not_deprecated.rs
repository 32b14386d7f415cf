use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, sources::kustomizations};

const DOCS: &str = "\
## What must hold

No kustomization uses `bases`, `patchesStrategicMerge`, `patchesJson6902`, `commonLabels` or `vars`, and none that inflates or includes a chart sets `namespace`.

## Why it matters

Deprecated fields go away with a release. An overlay-wide `namespace` moves Longhorn and the ingress into it, or does not, depending on the version of kustomize.

## How it is judged

The kustomizations of the source tree are read; `namespace` is allowed where no chart is inflated below.

## How to fix

Use `resources`, `patches`, `labels` and `replacements`; write the namespace into the objects.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.fields-not-deprecated"),
    title: "no kustomization uses a deprecated field",
    level: Level::Must,
    traces: &[Trace::new("FR-019", "docs/stack.md#kustomize-fields")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

/// Fields that kustomize has replaced, and by what.
const REPLACED: &[(&str, &str)] = &[
    ("bases", "resources"),
    ("patchesStrategicMerge", "patches"),
    ("patchesJson6902", "patches"),
    ("commonLabels", "labels"),
    ("vars", "replacements"),
];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (text, root) in kustomizations(cx, out) {
        out.examine("kustomizations");
        for (field, instead) in REPLACED {
            if root.get(field).is_some() {
                out.fail(
                    Finding::new(
                        format!("`{field}` is deprecated"),
                        text.location(root.span_at(&JsonPointer::root().key(field))),
                    )
                    .help(format!("use `{instead}`")),
                );
            }
        }
        if root.get("namespace").is_some()
            && (root.get("helmCharts").is_some() || text.file.contains("/overlays/"))
        {
            out.fail(
                Finding::new(
                    "`namespace` above a chart rewrites its objects, or not, depending on the version of kustomize",
                    text.location(root.span_at(&JsonPointer::root().key("namespace"))),
                )
                .help("remove it and write the namespace into the objects"),
            );
        }
    }
}
