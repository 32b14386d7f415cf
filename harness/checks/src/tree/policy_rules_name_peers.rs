use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::network::Side};

const DOCS: &str = "\
## What must hold

Every ingress rule has `from` and every egress rule has `to`, with at least one entry.

## Why it matters

A rule without peers admits everybody. An empty list does the same, which is what a patch leaves that removes the last entry.

## How it is judged

Rules of every policy are read. The rules that are meant for everybody are in `contracts/exceptions.yaml`, written as the policy, with their reason.

## How to fix

Name who may come, or where to.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.policy-rules-name-peers"),
    title: "every rule of a network policy names its peers",
    level: Level::Must,
    traces: &[Trace::new("FR-017", "docs/stack.md#network-policies")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for policy in cx.stack.of_kind("NetworkPolicy") {
        for side in Side::BOTH {
            let rules = JsonPointer::root().key("spec").key(side.key());
            for (at, rule) in policy.node.dig_seq(&["spec", side.key()]).enumerate() {
                out.examine("rules");
                let named = rule.dig_seq(&[side.peers()]).next().is_some();
                if named || cx.contracts.excepted(CLAUSE.id, &policy.id.to_string()) {
                    continue;
                }
                out.fail(
                    Finding::new(
                        format!(
                            "a rule of {} admits {} everybody",
                            policy.id,
                            match side {
                                Side::Ingress => "from",
                                Side::Egress => "to",
                            }
                        ),
                        policy.location(&rules.index(at)),
                    )
                    .help(format!("list the peers under `{}`", side.peers())),
                );
            }
        }
    }
}
