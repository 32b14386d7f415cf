use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::network::{Side, concerns},
};

const DOCS: &str = "\
## What must hold

Every NetworkPolicy lists `policyTypes`, and has no rules for a direction that it does not list.

## Why it matters

Left out, `Egress` counts only if there are egress rules; a policy that should deny egress and lists nothing denies nothing. Rules for a direction that is not listed are ignored.

## How it is judged

Lists and rules of every policy are compared.

## How to fix

List `Ingress`, `Egress` or both under `policyTypes`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.policy-types-explicit"),
    title: "every network policy says which directions it is for",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#network-policies")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let spec = JsonPointer::root().key("spec");
    for policy in cx.stack.of_kind("NetworkPolicy") {
        out.examine("policies");
        if policy.node.dig_seq(&["spec", "policyTypes"]).next().is_none() {
            out.fail(
                Finding::new(
                    format!("{} does not say which directions it is for", policy.id),
                    policy.location(&spec.key("policyTypes")),
                )
                .help("list Ingress, Egress or both under `policyTypes`"),
            );
            continue;
        }
        for side in Side::BOTH {
            if policy.node.dig(&["spec", side.key()]).is_some() && !concerns(policy, side) {
                out.fail(
                    Finding::new(
                        format!("{} has {} rules and is not for {}", policy.id, side.key(), side.key()),
                        policy.location(&spec.key(side.key())),
                    )
                    .help("list the direction under `policyTypes`, or remove the rules"),
                );
            }
        }
    }
}
