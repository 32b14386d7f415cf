use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        Quantity,
        claims::claims,
        longhorn::{SETTINGS, files},
    },
    required::missing,
};

const DOCS: &str = "\
## What must hold

The claims of a cluster, times their replicas, take no more than the disk of the contract without what is reserved on it, times the over-provisioning.

## Why it matters

What does not fit is not refused when it is claimed: the volume of whoever starts last has no replica, and its pod waits for ever.

## How it is judged

Sizes are added up, replicas of StatefulSets, Prometheus and Alertmanager counted; reserve and over-provisioning are those that Longhorn reads.

## How to fix

Make claims smaller, or the disk larger in the contract and on the node.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.claims-fit-the-disk"),
    title: "all claims of a cluster together fit its disk",
    level: Level::Must,
    traces: &[Trace::new("FR-013", "docs/stack.md#l-11"), Trace::new("FR-002", "docs/stack.md#l-11")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let disk = cx.contracts.fact(ContractId::LonghornDeployment, "disk");
    let whole = Quantity::parse(&disk.value).unwrap_or_default().milli();
    for file in files(cx, out, SETTINGS) {
        let percent = |name: &str, default: i128| {
            file.text(&[name]).and_then(|text| text.trim().parse::<i128>().ok()).unwrap_or(default)
        };
        let reserved = percent("storage-reserved-percentage-for-default-disk", 30);
        let promised = percent("storage-over-provisioning-percentage", 100);
        let room = whole.saturating_mul(100 - reserved) / 100 * promised / 100;
        let claims = claims(cx, file.cluster);
        if claims.is_empty() {
            out.fail(missing(file.cluster, "claims of volumes"));
        }
        let mut sum = 0_i128;
        for claim in &claims {
            out.examine("claims");
            sum = sum
                .saturating_add(claim.size().unwrap_or_default().milli().saturating_mul(claim.copies.into()));
        }
        if sum > room {
            let gigabytes = |milli: i128| milli / 1_000_000_000_000;
            out.fail(
                Finding::new(
                    format!(
                        "the claims of cluster {} are {} GB, and its disk has room for {} GB of volumes",
                        file.cluster.id,
                        gigabytes(sum),
                        gigabytes(room)
                    ),
                    file.location(),
                )
                .related("the disk", disk.location.clone())
                .help("make claims smaller"),
            );
        }
    }
}
