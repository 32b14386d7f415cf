use conform_manifest::Object;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    required::{On, each_has},
};

const DOCS: &str = "\
## What must hold

Every ValidatingAdmissionPolicy has a ValidatingAdmissionPolicyBinding that names it, and every binding names a policy of the cluster.

## Why it matters

A policy without binding is never asked. It looks like protection and is none.

## How it is judged

Policies and bindings of each cluster are joined in both directions.

## How to fix

Restore the half that is missing, in `deploy/base/prober/admission.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.admission-policies-bound"),
    title: "every admission policy is bound, and every binding has its policy",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#prober")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let of = |kind| -> Vec<&Object> { cx.stack.of_kind(kind).collect() };
    let (policies, bindings) = (of("ValidatingAdmissionPolicy"), of("ValidatingAdmissionPolicyBinding"));
    let named = |binding: &Object, policy: &Object| {
        binding.cluster == policy.cluster
            && binding.node.dig_str(&["spec", "policyName"]) == Some(policy.name())
    };
    for policy in &policies {
        out.examine("policies");
        if !bindings.iter().any(|binding| named(binding, policy)) {
            let place = JsonPointer::root().key("metadata").key("name");
            out.fail(
                Finding::new(format!("nothing binds {}", policy.id), policy.location(&place))
                    .help("add a ValidatingAdmissionPolicyBinding that names it"),
            );
        }
    }
    for binding in &bindings {
        out.examine("bindings");
        if !policies.iter().any(|policy| named(binding, policy)) {
            let place = JsonPointer::root().key("spec").key("policyName");
            out.fail(
                Finding::new(
                    format!("{} binds a policy that is not there", binding.id),
                    binding.location(&place),
                )
                .help("restore the policy, or correct the name"),
            );
        }
    }
    each_has(cx, out, On::Every, "admission policy", &policies);
}
