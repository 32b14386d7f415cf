use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::claims::claims,
    required::{On, in_each},
};

const DOCS: &str = "\
## What must hold

Every claim of the stack asks for `ReadWriteOnce`, or for a single pod.

## Why it matters

A claim that several nodes write is served over NFS by a pod of its own, which nobody budgeted and which stops with its node all the same.

## How it is judged

`accessModes` of every claim and claim template is read.

## How to fix

Write `accessModes: [ReadWriteOnce]`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.claims-are-for-one-node"),
    title: "no claim is shared between nodes",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#l-15"), Trace::new("FR-013", "docs/design.md#fr-013")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    in_each(cx, out, On::Every, "claims of volumes", |cluster, out| {
        let claims = claims(cx, cluster);
        for claim in &claims {
            out.examine("claims");
            let modes: Vec<&str> = claim.spec.dig_seq(&["accessModes"]).filter_map(Node::as_str).collect();
            if !matches!(modes.as_slice(), ["ReadWriteOnce" | "ReadWriteOncePod"]) {
                let found = if modes.is_empty() { "nothing".to_owned() } else { modes.join(", ") };
                out.fail(
                    Finding::new(
                        format!("a claim of {} of cluster {} asks for {found}", claim.object.id, cluster.id),
                        claim.location("accessModes"),
                    )
                    .help("ask for ReadWriteOnce"),
                );
            }
        }
        claims.len()
    });
}
