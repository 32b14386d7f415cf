use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        component::{STORE, central},
        files::Held,
    },
};

const DOCS: &str = "\
## What must hold

`--data-dir` of Store Gateway lies in the mount of one of its volume claims, and that claim has the contract's storage class.

## Why it matters

In an emptyDir every restart reads the headers of all blocks from S3 again, and meanwhile nothing older than a few hours is found.

## How it is judged

The path is followed through the volume mounts to the claim templates of the StatefulSet.

## How to fix

Keep the claim `data` in `deploy/base/thanos/store.yaml` and its mount under `--data-dir`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.store-keeps-its-index"),
    title: "Store Gateway keeps its index headers on a volume of its own",
    level: Level::Must,
    traces: &[
        Trace::new("FR-013", "docs/design.md#fr-013"),
        Trace::new("FR-006", "docs/stack.md#values-for-thanos"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let class = cx.contracts.fact(ContractId::ThanosDeployment, "storage-class");
    for store in central(cx, out, STORE) {
        out.examine("stores");
        let path = store.value("data-dir").unwrap_or("./data");
        let claims: Vec<&Node> = store.object.node.dig_seq(&["spec", "volumeClaimTemplates"]).collect();
        let claim = match store.held(path) {
            Held::Volume(name) => {
                claims.iter().find(|claim| claim.dig_str(&["metadata", "name"]) == Some(name))
            }
            _ => None,
        };
        let wrong = match claim {
            None => format!("{path}, where Store Gateway keeps its index headers, is on no claimed volume"),
            Some(claim) => match claim.dig_str(&["spec", "storageClassName"]) {
                Some(own) if *own == class.value => continue,
                own => format!(
                    "the volume of Store Gateway has the class {}, not {}",
                    own.unwrap_or("of the cluster's default"),
                    class.value
                ),
            },
        };
        out.fail(
            Finding::new(wrong, store.place("data-dir"))
                .related("the contract demands", class.location.clone())
                .help("claim a volume of that class and mount it where --data-dir points"),
        );
    }
}
