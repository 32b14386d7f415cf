use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, sources::kustomizations};

const DOCS: &str = "\
## What must hold

Every kustomization with a `configMapGenerator` or `secretGenerator` sets `generatorOptions.disableNameSuffixHash: true`.

## Why it matters

The suffix does not reach fields of custom resources, values of charts or text in other objects: Prometheus looks for a Secret that has another name now.

## How it is judged

The kustomizations of the source tree are read, the options of single generators included.

## How to fix

Set `generatorOptions: {disableNameSuffixHash: true}`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.generators-keep-names"),
    title: "generated objects keep their names",
    level: Level::Must,
    traces: &[Trace::new("FR-018", "docs/stack.md#k-13")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Sources, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (text, root) in kustomizations(cx, out) {
        for kind in ["configMapGenerator", "secretGenerator"] {
            for (at, generator) in root.dig_seq(&[kind]).enumerate() {
                out.examine("generators");
                let set = |node: Option<&Node>| node?.get("disableNameSuffixHash")?.as_bool();
                let kept = set(generator.get("options")).or_else(|| set(root.get("generatorOptions")));
                if kept == Some(true) {
                    continue;
                }
                let place = JsonPointer::root().key(kind).index(at);
                out.fail(
                    Finding::new(
                        format!(
                            "`{}` gets a suffix that nothing follows",
                            generator.dig_str(&["name"]).unwrap_or_default()
                        ),
                        text.location(root.span_at(&place)),
                    )
                    .help("set `generatorOptions: {disableNameSuffixHash: true}`"),
                );
            }
        }
    }
}
