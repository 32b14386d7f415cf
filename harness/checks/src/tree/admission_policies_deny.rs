use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Every ValidatingAdmissionPolicy has `failurePolicy: Fail`, every binding lists `Deny` under `validationActions`, and every policy has at least one validation.

## Why it matters

`Ignore` lets everything through as soon as an expression cannot be evaluated; `Warn` and `Audit` let everything through at once.

## How it is judged

The fields of policies and bindings are read.

## How to fix

Set `failurePolicy: Fail` and `validationActions: [Deny]`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.admission-policies-deny"),
    title: "admission policies refuse, also when they cannot decide",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#prober")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let spec = JsonPointer::root().key("spec");
    for policy in cx.stack.of_kind("ValidatingAdmissionPolicy") {
        out.examine("policies");
        // Absent means Fail.
        if policy.node.dig_str(&["spec", "failurePolicy"]).is_some_and(|own| own != "Fail") {
            out.fail(
                Finding::new(
                    format!("{} lets through what it cannot judge", policy.id),
                    policy.location(&spec.key("failurePolicy")),
                )
                .help("set failurePolicy: Fail"),
            );
        }
        if policy.node.dig_seq(&["spec", "validations"]).next().is_none() {
            out.fail(
                Finding::new(
                    format!("{} validates nothing", policy.id),
                    policy.location(&spec.key("validations")),
                )
                .help("restore its validations"),
            );
        }
    }
    for binding in cx.stack.of_kind("ValidatingAdmissionPolicyBinding") {
        out.examine("bindings");
        let mut actions = binding.node.dig_seq(&["spec", "validationActions"]).filter_map(Node::as_str);
        if !actions.any(|action| action == "Deny") {
            out.fail(
                Finding::new(
                    format!("{} does not deny", binding.id),
                    binding.location(&spec.key("validationActions")),
                )
                .help("list Deny under validationActions"),
            );
        }
    }
}
